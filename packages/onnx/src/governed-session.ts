import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { AcquireOptions, Lease } from "@spillway/core";
import { providersFor } from "./execution-providers.ts";
import type { ModelFile } from "./model-file.ts";
import { readModelFile } from "./model-file.ts";
import type { HeldSession, SessionHolder, SessionSettings } from "./session-holder.ts";

/** A governor's pool, by its shape. */
export interface SessionPool {
  acquire<T>(options: AcquireOptions<T>): Promise<Lease<T>>;
}

/** Which session to lease, where, and how it is governed. */
export interface AcquireSessionOptions
  extends SessionSettings, Omit<AcquireOptions<HeldSession>, "key" | "device" | "bytes" | "load"> {
  /** Path of the ONNX file. */
  readonly model: string;
  readonly holder: SessionHolder;
  /** `host` unless stated. It chooses the execution providers where none are stated. */
  readonly device?: string | undefined;
}

/**
 * Leases a session from a pool, which opens the model if it is not resident. Charged before loading is what the files
 * weigh; afterwards what was measured, on `host`: what a provider takes on its own device cannot be seen from here.
 * Sessions are the same when the file is unchanged and holder and settings agree.
 * @throws OnnxModelError, and whatever opening a session and the pool throw.
 */
export async function acquireSession(
  pool: SessionPool,
  options: AcquireSessionOptions,
): Promise<Lease<HeldSession>> {
  const {
    model: path,
    holder,
    executionProviders,
    graphOptimization,
    threads,
    cpuMemArena,
    ...terms
  } = options;
  terms.signal?.throwIfAborted();
  const device = terms.device ?? "host";
  const settings = {
    executionProviders: executionProviders ?? providersFor(device),
    graphOptimization,
    threads,
    cpuMemArena,
  };
  const model = await readModelFile(path);
  return await pool.acquire({
    ...terms,
    device,
    key: sessionKey(model, holder, settings),
    bytes: device === "host" ? holder.estimateBytes(model) : model.bytes,
    load: async ({ signal }) => {
      const session = await holder.open(model.path, { ...settings, signal });
      return {
        value: session,
        bytes: device === "host" ? session.bytes : undefined,
        measure: () => (device === "host" ? session.bytes : undefined),
        dispose: async () => {
          await session.close();
        },
      };
    },
  });
}

/**
 * Names a session for people and tells it from every other: the file's name, and a digest of its path, its present
 * state, the holder and the settings.
 */
export function sessionKey(
  model: ModelFile,
  holder: SessionHolder,
  { executionProviders = ["cpu"], ...others }: SessionSettings,
): string {
  const { path, bytes, modifiedMs } = model;
  const stated = Object.entries(others).filter(([, value]) => value !== undefined);
  const identity = [path, bytes, modifiedMs, holder.kind, executionProviders, stated.sort()];
  const digest = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  return `${basename(path)} #${digest.slice(0, 8)}`;
}
