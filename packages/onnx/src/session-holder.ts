import type { ExecutionProvider } from "./execution-providers.ts";
import type { ModelFile } from "./model-file.ts";
import type { TensorMap } from "./tensor.ts";
import type { ValueInfo } from "./value-info.ts";

/** How much ONNX Runtime rewrites the graph when it opens a model. */
export type GraphOptimization = "disabled" | "basic" | "extended" | "all";

/** What a session is, apart from its model. */
export interface SessionSettings {
  /** In order of preference; the processor takes what none of them can. `["cpu"]` unless stated. */
  readonly executionProviders?: readonly ExecutionProvider[] | undefined;
  /** `all` unless stated. */
  readonly graphOptimization?: GraphOptimization | undefined;
  /** Threads within an operator; ONNX Runtime takes one per core unless stated. */
  readonly threads?: number | undefined;
  /** Off unless stated: the arena keeps the highest use of any run until the process ends. */
  readonly cpuMemArena?: boolean | undefined;
}

/** How a model is opened. */
export interface OpenOptions extends SessionSettings {
  /** Gives up. Rejects with the signal's reason once nothing of the session is left. */
  readonly signal?: AbortSignal | undefined;
}

/** How a model is run. */
export interface RunOptions {
  /** Gives up waiting; rejects with the signal's reason. A run that has begun may finish unseen. */
  readonly signal?: AbortSignal | undefined;
}

/** What closing a session gave back, where it was measured. */
export interface Closed {
  readonly returnedBytes: number | undefined;
}

/** An open model. Close it with `close()` or `await using`. */
export interface HeldSession extends AsyncDisposable {
  readonly path: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Bytes of this machine's memory that the session occupies, as last measured; 0 while none of it is in memory. */
  readonly bytes: number;
  /**
   * Runs the model. Leave the feeds alone until the result is there.
   * @throws OnnxInputError, OnnxOutOfMemoryError, OnnxRuntimeError, HolderCrashedError, SessionClosedError
   */
  run(feeds: TensorMap, options?: RunOptions): Promise<TensorMap>;
  /** Gives the memory back and then resolves. Runs in progress are rejected. May be called more than once. */
  close(): Promise<Closed>;
}

/** Where sessions live. */
export interface SessionHolder {
  readonly kind: string;
  /** Bytes that a session of the model is expected to occupy here. */
  estimateBytes(model: ModelFile): number;
  /** @throws OnnxModelError, PeerMissingError, OnnxOutOfMemoryError, OnnxRuntimeError, HolderStartError, HolderCrashedError */
  open(modelPath: string, options?: OpenOptions): Promise<HeldSession>;
}
