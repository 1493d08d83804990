import type { Fate } from "../engine/executor.ts";
import type { OutputSpec } from "../graph/graph.ts";
import type { Workspace } from "./workspace.ts";

/**
 * A framework, as a runtime sees it. `Op` is whatever describes a call; `Buffer` is whatever holds a result.
 */
export interface Backend<Op, Buffer> {
  /**
   * Runs a pure operator: equal inputs give equal outputs, as often as it is called. One buffer for each output, in order.
   * A backend that can tell of memory before it takes it does so to `workspace`.
   */
  execute(op: Op, inputs: readonly Buffer[], workspace: Workspace): readonly Buffer[];
  /**
   * Gives back the buffer of a storage, and with it every view. Called once for each time that it was made.
   */
  free(buffer: Buffer, fate: Fate): void;
  /**
   * Whether what `op` made is dear to evict, as what has to be copied away first is. When it is released and something is still made
   * from it, it then stays until there is pressure or nothing needs it.
   */
  isDearToEvict?(op: Op): boolean;
  /** What the run of a call showed that did not say it before. */
  measure?(op: Op): Measurement;
}

/** What an operator makes, and nanoseconds of one execution. */
export interface Measurement {
  readonly outputs: readonly OutputSpec[];
  readonly costNs: number;
}

/** A call: what to run, what it takes and what it makes. */
export interface Call<Op> {
  readonly op: Op;
  /** Absent when only a run can tell; the backend then measures it. */
  readonly outputs?: readonly OutputSpec[];
  /**
   * A number that calls of the same operator with the same shapes share. With it a runtime learns how often results are read,
   * and evicts those first that were read as often as the last ones like them. Any result then stays correct.
   */
  readonly kind?: number;
  /** Nanoseconds of one execution. By default MegEngine's estimate: all bytes in and out at 100 MB/s. */
  readonly costNs?: number;
}

/** A backend that keeps accounts only: a runtime with it is a simulator. */
export const accountingBackend: Backend<unknown, undefined> = {
  execute: () => [],
  free: () => undefined,
};
