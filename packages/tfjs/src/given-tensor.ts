import type { BackendValues, DataId, DataType, KernelBackend, TensorInfo } from "./tensorflow.ts";

/**
 * An input of a kernel, on the inner backend. TensorFlow.js takes what has these methods for a tensor: some kernels rely on
 * being given one, and a kernel of the program's own may hand it on to an operator.
 */
export class GivenTensor implements TensorInfo {
  readonly dataId: DataId;
  readonly shape: number[];
  readonly dtype: DataType;
  readonly rank: number;
  readonly #inner: KernelBackend;

  constructor(dataId: DataId, { shape, dtype }: TensorInfo, inner: KernelBackend) {
    this.dataId = dataId;
    this.shape = shape;
    this.dtype = dtype;
    this.rank = shape.length;
    this.#inner = inner;
  }

  data(): Promise<BackendValues> {
    return this.#inner.read(this.dataId);
  }

  dataSync(): BackendValues {
    return this.#inner.readSync(this.dataId);
  }

  /** It is not: a kernel's inputs stay while it runs. */
  throwIfDisposed(): void {
    return;
  }
}
