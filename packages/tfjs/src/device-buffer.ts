import type { DataId, DataType } from "./tensorflow.ts";

/** What a buffer was when it was made. */
export interface BufferShape {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/**
 * A buffer as the engine sees it: it keeps its `dataId` for life, while the inner backend's buffer under it may be
 * freed and made again. Tensors that share a buffer (reshapes, clones, variables) share its `dataId`.
 */
export class DeviceBuffer {
  readonly dataId: DataId;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** How many data ids the inner backend counts for it: a complex buffer has two component buffers besides itself. */
  readonly dataIds: number;
  /** Tensors that hold the buffer; at 0 it is released. */
  references: number;
  /** The inner backend's buffer, held once by this object; absent while evicted. */
  inner: DataId | undefined;

  constructor(dataId: DataId, inner: DataId, was: BufferShape, counts: BufferCounts) {
    this.dataId = dataId;
    this.inner = inner;
    this.shape = was.shape;
    this.dtype = was.dtype;
    this.references = counts.references;
    this.dataIds = counts.dataIds;
  }
}

export interface BufferCounts {
  readonly references: number;
  readonly dataIds: number;
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
  return buffer.shape.reduce((size, dim) => size * dim, BYTES_PER_ELEMENT[buffer.dtype]);
}
