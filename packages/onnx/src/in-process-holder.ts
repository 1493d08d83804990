import { messageOf } from "@spillway/core";
import { missingProvider } from "../child/providers.mjs";
import { SessionClosedError } from "./errors.ts";
import { failureError } from "./failure.ts";
import { checkFeeds } from "./feeds.ts";
import type { ModelFile } from "./model-file.ts";
import { readModelFile } from "./model-file.ts";
import type { Runtime, RuntimeSession } from "./runtime.ts";
import { loadRuntime } from "./runtime.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { runtimeOptions } from "./runtime-options.ts";
import type { Closed, HeldSession, RunOptions, SessionHolder } from "./session-holder.ts";
import type { TensorMap } from "./tensor.ts";
import { tensorBytes } from "./tensor.ts";
import type { ValueInfo } from "./value-info.ts";

/** What a holder in this process touches; all of it has defaults. */
export interface InProcessHolderOptions {
  /** Brings ONNX Runtime; imports `onnxruntime-node` unless stated. */
  readonly importRuntime?: (() => Promise<unknown>) | undefined;
  /** The resident set of this process in bytes. */
  readonly residentBytes?: (() => number) | undefined;
}

/**
 * Sessions in this process: nothing to start and nothing to copy, but a run blocks the event loop, and closing gives
 * back only a part of the memory (ONNX Runtime and the C library keep the rest).
 */
export function inProcessHolder(options: InProcessHolderOptions = {}): SessionHolder {
  const { importRuntime, residentBytes = () => process.memoryUsage.rss() } = options;
  return {
    kind: "in-process",
    estimateBytes: (model) => model.bytes,
    async open(modelPath, { signal, ...settings } = {}) {
      signal?.throwIfAborted();
      const model = await readModelFile(modelPath);
      const runtime = await loadRuntime(importRuntime);
      signal?.throwIfAborted();
      const before = residentBytes();
      const session = await createSession(runtime, model.path, runtimeOptions(settings));
      if (signal?.aborted === true) await session.release();
      signal?.throwIfAborted();
      const bytes = Math.max(model.bytes, residentBytes() - before);
      return new InProcessSession({ model, runtime, session, bytes, residentBytes });
    },
  };
}

async function createSession(
  runtime: Runtime,
  path: string,
  options: RuntimeOptions,
): Promise<RuntimeSession> {
  const missing = missingProvider(runtime, options);
  if (missing !== undefined) throw failureError({ path, stage: "open", message: missing });
  quieten(runtime);
  try {
    return await runtime.InferenceSession.create(path, { ...options, logSeverityLevel: FATAL });
  } catch (cause) {
    throw failureError({ path, stage: "open", message: messageOf(cause), cause });
  }
}

/** Errors of a session say what ONNX Runtime would print. */
const FATAL = 4;

/**
 * Providers that cannot be loaded are reported by the process-wide log, whose level is taken when the first session of
 * the process is made. Another level than the default is somebody's wish.
 */
function quieten({ env }: Runtime): void {
  if (env?.logLevel === "warning") env.logLevel = "fatal";
}

interface Parts {
  readonly model: ModelFile;
  readonly runtime: Runtime;
  readonly session: RuntimeSession;
  readonly bytes: number;
  readonly residentBytes: () => number;
}

class InProcessSession implements HeldSession {
  readonly path: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly #parts: Parts;
  readonly #running: Set<Promise<unknown>> = new Set();
  #bytes: number;
  #ran = false;
  #closed: Promise<Closed> | undefined;

  constructor(parts: Parts) {
    this.path = parts.model.path;
    this.inputs = parts.model.inputs;
    this.outputs = parts.model.outputs;
    this.#parts = parts;
    this.#bytes = parts.bytes;
  }

  get bytes(): number {
    return this.#closed === undefined ? this.#bytes : 0;
  }

  async run(feeds: TensorMap, { signal }: RunOptions = {}): Promise<TensorMap> {
    signal?.throwIfAborted();
    this.#checkOpen();
    checkFeeds(this.inputs, feeds);
    const running = this.#execute(feeds);
    this.#running.add(running);
    try {
      const outputs = await running;
      signal?.throwIfAborted();
      this.#checkOpen();
      return outputs;
    } finally {
      this.#running.delete(running);
    }
  }

  close(): Promise<Closed> {
    this.#closed ??= this.#release();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #execute(feeds: TensorMap): Promise<TensorMap> {
    const { session, runtime, residentBytes } = this.#parts;
    const before = residentBytes();
    try {
      const results = await session.run(
        mapValues(feeds, ({ type, data, dims }) => new runtime.Tensor(type, data, dims)),
      );
      const outputs = mapValues(results, ({ type, data, dims }) => ({ type, data, dims }));
      this.#learn(residentBytes() - before, outputs);
      return outputs;
    } catch (cause) {
      throw failureError({ path: this.path, stage: "run", message: messageOf(cause), cause });
    }
  }

  /** The first run makes the buffers that later ones use again; what it grew by, less its results, is the session's. */
  #learn(growth: number, outputs: TensorMap): void {
    if (this.#ran) return;
    this.#ran = true;
    const results = Object.values(outputs).reduce((sum, output) => sum + tensorBytes(output), 0);
    this.#bytes += Math.max(0, growth - results);
  }

  async #release(): Promise<Closed> {
    await Promise.allSettled(this.#running);
    const { session, residentBytes } = this.#parts;
    const before = residentBytes();
    await session.release();
    return { returnedBytes: Math.max(0, before - residentBytes()) };
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new SessionClosedError(this.path);
  }
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
