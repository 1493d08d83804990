import type { InnerRegistration } from "./inner-backend.ts";
import { passThroughStore } from "./pass-through-store.ts";
import type { MakeTensorStore } from "./tensor-store.ts";
import type { KernelBackend, KernelConfig, TensorFlow } from "./tensorflow.ts";
import { BackendWrappedError, UnknownBackendError } from "./wrap-errors.ts";
import { WrappedBackend } from "./wrapped-backend.ts";

export interface WrapOptions {
  /** The name to select the wrapped backend by; `dtr-` and the inner one's name when absent. No underscores. */
  readonly name?: string;
  /** What decides which buffers are in memory; all of them always are when absent. */
  readonly store?: MakeTensorStore;
}

/** A wrapped backend's registration; disposing of it removes the backend and its kernels. */
export interface WrappedRegistration extends Disposable {
  readonly name: string;
}

/** Never the best backend: a program selects a wrapped backend by name or not at all. */
const PRIORITY = 0;

/**
 * Registers a backend that runs everything on the one called `innerName`, with every kernel that is registered for
 * it now. Selecting it makes an instance of the inner backend for its own use.
 * @throws UnknownBackendError when there is no such backend.
 * @throws BackendWrappedError when the new name is taken.
 */
export function registerWrappedBackend(
  tf: TensorFlow,
  innerName: string,
  options: WrapOptions = {},
): WrappedRegistration {
  const name = options.name ?? `dtr-${innerName}`;
  const makeInner = tf.findBackendFactory(innerName);
  if (makeInner === null) throw new UnknownBackendError(innerName);
  if (tf.findBackendFactory(name) !== null) throw new BackendWrappedError(innerName, name);
  const kernels = tf.getKernelsForBackend(innerName);
  const registration: InnerRegistration = { tf, wrappedName: name, kernels };
  const wrap = (inner: KernelBackend): WrappedBackend =>
    new WrappedBackend(inner, registration, options.store ?? passThroughStore);
  const makeWrapped = (): WrappedBackend | Promise<WrappedBackend> => {
    const made = makeInner();
    return made instanceof Promise ? made.then(wrap) : wrap(made);
  };
  for (const kernel of kernels) tf.registerKernel(wrapKernel(kernel, name));
  tf.registerBackend(name, makeWrapped, PRIORITY);
  return { name, [Symbol.dispose]: once(() => unregister(tf, name)) };
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
  throw new TypeError("a kernel of a wrapped backend was run on another backend");
}

function unregister(tf: TensorFlow, name: string): void {
  tf.removeBackend(name);
  for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
