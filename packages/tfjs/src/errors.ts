import { SpillwayError, didYouMean, formatBytes } from "@spillway/core";

/** A backend to wrap that TensorFlow.js does not know. */
export class UnknownBackendError extends SpillwayError {
  override readonly name: string = "UnknownBackendError";
  readonly code = "ERR_BACKEND_UNKNOWN";
  readonly backend: string;

  constructor(backend: string) {
    const hint = didYouMean(backend, ["cpu", "wasm", "webgl", "webgpu", "tensorflow"]);
    super(
      `no TensorFlow.js backend is registered as ${JSON.stringify(backend)}; ` +
        `${hint === undefined ? "" : `${hint} `}import the package of the backend before wrapping it`,
    );
    this.backend = backend;
  }
}

/** A wrap of a backend that is wrapped already, that is a wrap itself, or under a name that is taken. */
export class BackendWrappedError extends SpillwayError {
  override readonly name: string = "BackendWrappedError";
  readonly code = "ERR_BACKEND_WRAPPED";
  readonly backend: string;
  /** The other backend that stands in the way. */
  readonly other: string;

  private constructor(problem: string, backend: string, other: string) {
    super(problem);
    this.backend = backend;
    this.other = other;
  }

  static isWrapped(backend: string, wrap: string): BackendWrappedError {
    const problem =
      `the backend ${JSON.stringify(backend)} is wrapped already, as ${JSON.stringify(wrap)}; ` +
      "use the handle of that wrap, or dispose of it first with dtr[Symbol.dispose]()";
    return new BackendWrappedError(problem, backend, wrap);
  }

  static isWrap(backend: string, inner: string): BackendWrappedError {
    const problem =
      `the backend ${JSON.stringify(backend)} is itself a wrap of ${JSON.stringify(inner)}; ` +
      "use its handle, whose threshold can be changed";
    return new BackendWrappedError(problem, backend, inner);
  }

  static nameIsTaken(backend: string, name: string): BackendWrappedError {
    const problem =
      `the backend ${JSON.stringify(backend)} cannot be wrapped as ${JSON.stringify(name)}: ` +
      "that name is taken; choose another with the option name";
    return new BackendWrappedError(problem, backend, name);
  }
}

/** A heap of an inner backend that could not give what was asked of it. */
export class BackendMemoryError extends SpillwayError {
  override readonly name: string = "BackendMemoryError";
  readonly code = "ERR_BACKEND_MEMORY";
  readonly bytes: number;

  constructor(bytes: number) {
    super(
      `the backend's heap has no ${formatBytes(bytes)} in one piece; ` +
        "lower the eviction threshold, so that buffers are evicted before it is full",
    );
    this.bytes = bytes;
  }
}

/** A kernel that a gradient is composed of and that the wasm backend does not have. */
export class MissingKernelError extends SpillwayError {
  override readonly name: string = "MissingKernelError";
  readonly code = "ERR_KERNEL_MISSING";
  readonly kernel: string;

  constructor(kernel: string) {
    super(
      `the wasm backend has no kernel ${kernel}, which a gradient needs; ` +
        "import @tensorflow/tfjs-backend-wasm of a version that has it",
    );
    this.kernel = kernel;
  }
}

/** A kernel that reads a tensor which it was not given: one that may be evicted, and that running it again would miss. */
export class KernelInputError extends SpillwayError {
  override readonly name: string = "KernelInputError";
  readonly code = "ERR_KERNEL_INPUT";
  readonly kernel: string;

  constructor(kernel: string) {
    super(
      `the kernel ${kernel} reads a tensor that is not among its inputs, and that may be evicted while it runs; ` +
        "hand the tensor to the kernel as an input",
    );
    this.kernel = kernel;
  }
}

/** A tensor whose memory is gone because the program disposed of it. */
export class DisposedTensorError extends SpillwayError {
  override readonly name: string = "DisposedTensorError";
  readonly code = "ERR_TENSOR_DISPOSED";

  constructor(cause?: unknown) {
    super(
      "a tensor was disposed of before this use of it, or the backend that held it was removed; " +
        "tf.keep() keeps one beyond its tf.tidy()",
      { cause },
    );
  }
}

/** Something is asked of a backend that was registered and never selected, so that there is no instance of it. */
export class BackendNotSelectedError extends SpillwayError {
  override readonly name: string = "BackendNotSelectedError";
  readonly code = "ERR_BACKEND_NOT_SELECTED";
  readonly backend: string;

  constructor(backend: string) {
    super(`${backend} runs nothing yet that could be recorded; select it first with tf.setBackend`);
    this.backend = backend;
  }
}
