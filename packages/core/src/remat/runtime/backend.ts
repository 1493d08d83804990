import type { OutputSpec } from "../graph/graph.ts";

/**
 * A framework, as a runtime sees it. `Op` is whatever describes a call; `Buffer` is whatever holds a result.
 */
export interface Backend<Op, Buffer> {
  /** Runs a pure operator: equal inputs give equal outputs, as often as it is called. One buffer for each output, in order. */
  execute(op: Op, inputs: readonly Buffer[]): readonly Buffer[];
  /** Gives back the buffer of a storage, and with it every view. Called once for each time that it was made. */
  free(buffer: Buffer): void;
}

/** A call: what to run, what it takes and what it makes. */
export interface Call<Op> {
  readonly op: Op;
  readonly outputs: readonly OutputSpec[];
  /** Nanoseconds of one execution. By default MegEngine's estimate: all bytes in and out at 100 MB/s. */
  readonly costNs?: number;
}

/** A backend that keeps accounts only: a runtime with it is a simulator. */
export const accountingBackend: Backend<unknown, undefined> = {
  execute: () => [],
  free: () => undefined,
};
