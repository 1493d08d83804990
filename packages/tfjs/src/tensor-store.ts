import type { DeviceBuffer } from "./device-buffer.ts";
import type { DataId, KernelAttributes } from "./tensorflow.ts";

/** A kernel that is about to run. */
export interface OperatorCall {
  readonly kernelName: string;
  /** The buffers it reads, in the order of its inputs, one per input tensor. */
  readonly inputs: readonly DeviceBuffer[];
  readonly attrs: KernelAttributes | undefined;
}

/** A kernel that ran, and how to run it again. */
export interface OperatorRecord extends OperatorCall {
  /** The buffers that it made. Outputs that are views of an input made none. */
  readonly outputs: readonly DeviceBuffer[];
  /**
   * Runs the kernel again on its inputs, which must be resident. Gives a new inner buffer for each of `outputs`; the
   * caller owns them.
   */
  readonly execute: () => readonly DataId[];
}

/**
 * Decides which buffers of a wrapped backend are in memory. The backend calls it around everything that touches a
 * buffer; between `beforeOperator` and the matching `afterOperator` or `afterFailure` no other call comes.
 */
export interface TensorStore {
  /** Must leave every input resident, until `afterOperator` or `afterFailure`. */
  beforeOperator(call: OperatorCall): void;
  afterOperator(record: OperatorRecord): void;
  /** The kernel threw; it made nothing. */
  afterFailure(call: OperatorCall): void;
  /** The program wrote the buffer's values, so no operator can make them again. */
  afterWrite(buffer: DeviceBuffer): void;
  /** Must leave the buffer resident. */
  beforeRead(buffer: DeviceBuffer): void;
  /** No tensor holds the buffer any more. It is freed now, or later if others are still to be recomputed from it. */
  afterRelease(buffer: DeviceBuffer): void;
  /** The backend is gone, and all its memory with it. */
  clear(): void;
}

/** What a store may do to the inner backend. */
export interface InnerMemory {
  /** Gives an inner buffer's memory back. */
  free(inner: DataId): void;
}

/** Makes the store of one backend instance. */
export type MakeTensorStore = (memory: InnerMemory) => TensorStore;
