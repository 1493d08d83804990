import type { Tensor } from "@spillway/core/remat";
import type { DataId, DataType } from "./tensorflow.ts";

/** What a buffer is when it is made. */
export interface BufferShape {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/**
 * A buffer as the engine sees it: it keeps its `dataId` for life, while the inner backend's buffer for it may be freed
 * and made again. Tensors that share a buffer (reshapes, clones, variables) share its `dataId`.
 */
export class DeviceBuffer {
  readonly dataId: DataId;
  /** Its place in the record of what was computed from what. */
  readonly tensor: Tensor;
  /** How many data ids the inner backend counts for it: a complex buffer has two component buffers besides itself. */
  readonly dataIds: number;
  /** Tensors that hold the buffer; at 0 it is released. */
  references: number;

  constructor(tensor: Tensor, dtype: DataType, references = 1, dataId: DataId = {}) {
    this.dataId = dataId;
    this.tensor = tensor;
    this.dataIds = dtype === "complex64" ? 3 : 1;
    this.references = references;
  }
}

const BYTES_PER_ELEMENT: Readonly<Record<DataType, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  // Strings live in JavaScript's heap, where their size cannot be told from their shape.
  string: 0,
};

/** Bytes of a buffer as the engine counts them; 0 for strings. */
export function bufferBytes(buffer: BufferShape): number {
  return BYTES_PER_ELEMENT[buffer.dtype] * elementCount(buffer);
}

/** Bytes of a buffer on a GPU, where a boolean is a number. */
export function gpuBufferBytes(buffer: BufferShape): number {
  const { dtype } = buffer;
  return BYTES_PER_ELEMENT[dtype === "bool" ? "int32" : dtype] * elementCount(buffer);
}

export function elementCount({ shape }: BufferShape): number {
  let count = 1;
  for (const dim of shape) count *= dim;
  return count;
}
