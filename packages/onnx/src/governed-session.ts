import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { AcquireOptions, Lease } from "@spillway/core";
import { deviceName, providersFor } from "./execution-providers.ts";
import type { ModelFile } from "./model-file.ts";
import { readModelFile } from "./model-file.ts";
import type { HeldSession, SessionHolder, SessionSettings } from "./session-holder.ts";

/** A governor's pool, as far as sessions are leased from it. */
export interface SessionPool {
  acquire<T>(options: AcquireOptions<T>): Promise<Lease<T>>;
}

/** A governor's pool, as far as sessions are evicted from it. */
export interface EvictingPool {
  evict(key: string, device?: string): Promise<boolean>;
}

/** Which session, and where. */
export interface SessionChoice extends SessionSettings {
  /** Path of the ONNX file. */
  readonly model: string;
  readonly holder: SessionHolder;
  /** `host` unless stated. It chooses the execution providers where none are stated. */
  readonly device?: string | undefined;
}

/** Which session to lease, and how it is governed. */
export interface AcquireSessionOptions
  extends SessionChoice, Omit<AcquireOptions<HeldSession>, "key" | "device" | "bytes" | "load"> {}

/**
 * Leases a session from a pool, which opens the model if it is not resident. Charged before loading is what the files
 * weigh; afterwards what was measured, on `host`: what a provider takes on its own device cannot be seen from here.
 * Sessions are the same when the file is unchanged and holder and settings agree.
 * @throws UnknownDeviceError, OnnxModelError, and whatever opening a session and the pool throw.
 */
export async function acquireSession(
  pool: SessionPool,
  options: AcquireSessionOptions,
): Promise<Lease<HeldSession>> {
  const { model: path, holder, device: stated = "host", ...terms } = options;
  terms.signal?.throwIfAborted();
  const device = deviceName(stated);
  const settings = completeSettings(options, device);
  const model = await readModelFile(path);
  return await pool.acquire({
    ...terms,
    device,
    key: sessionKey(model, holder, settings),
    bytes: device === "host" ? holder.estimateBytes(model) : model.bytes,
    load: async ({ signal }) => {
      const session = await holder.open(model.path, { ...settings, signal });
      const measure = (): number | undefined =>
        device === "host" ? measuredBytes(session) : undefined;
      return {
        value: session,
        bytes: measure(),
        measure,
        dispose: async () => {
          await session.close();
        },
      };
    },
  });
}

/**
 * Evicts the session that `acquireSession` leases for the same choice. @returns false when it is not resident, or
 * leased.
 * @throws UnknownDeviceError, OnnxModelError
 */
export async function evictSession(
  pool: EvictingPool,
  { model: path, holder, device: stated = "host", ...choice }: SessionChoice,
): Promise<boolean> {
  const device = deviceName(stated);
  const settings = completeSettings(choice, device);
  const model = await readModelFile(path);
  return await pool.evict(sessionKey(model, holder, settings), device);
}

/** A session whose child has died occupies nothing, yet its next run starts another: what that takes is not known. */
function measuredBytes({ bytes }: HeldSession): number | undefined {
  return bytes === 0 ? undefined : bytes;
}

/** All that tells sessions of one model and holder apart, and nothing else that may come with it. */
function completeSettings(
  { executionProviders, graphOptimization, threads, cpuMemArena }: SessionSettings,
  device: string,
): Required<SessionSettings> {
  return {
    executionProviders: executionProviders ?? providersFor(device),
    graphOptimization,
    threads,
    cpuMemArena,
  };
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
