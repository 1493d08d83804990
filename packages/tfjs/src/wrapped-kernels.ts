import { InvalidArgumentError } from "@spillway/core";
import type { InnerKernels } from "./inner-kernels.ts";
import type { InnerTraits } from "./inner-traits.ts";
import type { KernelConfig } from "./tensorflow.ts";
import { WrappedBackend } from "./wrapped-backend.ts";

/** An inner backend's kernels, registered for the backend that wraps it. */
export class WrappedKernels {
  readonly #inner: InnerKernels;
  readonly #traits: InnerTraits;
  /** The inner backend's kernels that are wrapped, by name. */
  readonly #taken = new Map<string, KernelConfig>();

  constructor(inner: InnerKernels, traits: InnerTraits) {
    this.#inner = inner;
    this.#traits = traits;
  }

  /** Wraps what was registered for the inner backend, or registered anew, since the last time; gives their number. */
  takeIn(): number {
    const { tf, innerName } = this.#inner;
    const found = tf.getKernelsForBackend(innerName);
    const isNew = (kernel: KernelConfig) => this.#taken.get(kernel.kernelName) !== kernel;
    const taken = found.filter(isNew);
    for (const kernel of taken) this.#take(kernel);
    return taken.length;
  }

  unregister(): void {
    const { tf, wrappedName } = this.#inner;
    for (const { kernelName } of tf.getKernelsForBackend(wrappedName)) {
      tf.unregisterKernel(kernelName, wrappedName);
    }
    this.#taken.clear();
  }

  #take(kernel: KernelConfig): void {
    const { tf, wrappedName } = this.#inner;
    const { kernelName } = kernel;
    const isFirst = this.#taken.size === 0;
    if (tf.getKernel(kernelName, wrappedName) !== undefined) {
      tf.unregisterKernel(kernelName, wrappedName);
    }
    this.#taken.set(kernelName, kernel);
    const standIn = this.#traits.standIns.get(kernelName);
    const wrapped = wrapKernel(standIn?.(kernel, tf) ?? kernel, wrappedName);
    tf.registerKernel(isFirst ? this.#takingIn(wrapped) : wrapped);
    if (tf.getBackend() === wrappedName) wrapped.setupFunc?.(tf.backend());
  }

  /** The engine sets up every kernel of a backend that is selected, which is when it is worth looking for more of them. */
  #takingIn(kernel: KernelConfig): KernelConfig {
    return {
      ...kernel,
      setupFunc: (backend) => {
        this.takeIn();
        kernel.setupFunc?.(backend);
      },
    };
  }
}

function wrapKernel(kernel: KernelConfig, backendName: string): KernelConfig {
  const { kernelName, setupFunc, disposeFunc } = kernel;
  return {
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => asWrapped(backend).runKernel(kernel, inputs, attrs),
    ...(setupFunc && { setupFunc: (backend) => setupFunc(asWrapped(backend).inner) }),
    ...(disposeFunc && { disposeFunc: (backend) => disposeFunc(asWrapped(backend).inner) }),
  };
}

function asWrapped(backend: object): WrappedBackend {
  if (backend instanceof WrappedBackend) return backend;
  throw new InvalidArgumentError(
    "a kernel of a wrapped backend was run on another backend; run it on the one that it was registered for",
  );
}
