import type { KernelBackend, KernelConfig, TensorFlow } from "./tensorflow.ts";

/** A backend's registration, taken when it is wrapped: how to make an instance of it, and its kernels. */
export interface InnerRegistration {
  readonly tf: TensorFlow;
  /** The name that the wrapped backend is registered under. */
  readonly wrappedName: string;
  readonly kernels: readonly KernelConfig[];
}

/**
 * Runs `run` with the inner backend's kernels set up for `inner`. Kernels of the wasm backend keep what they call in
 * variables of their module, which point into the memory of the instance that was selected last; that is another one
 * when a buffer is recomputed because a different backend reads it.
 */
export function withKernelsSetUp<T>(
  registration: InnerRegistration,
  inner: KernelBackend,
  run: () => T,
): T {
  const { tf, wrappedName, kernels } = registration;
  const selected = tf.getBackend();
  if (selected === wrappedName || kernels.every((kernel) => kernel.setupFunc === undefined)) {
    return run();
  }
  for (const kernel of kernels) kernel.setupFunc?.(inner);
  try {
    return run();
  } finally {
    for (const kernel of tf.getKernelsForBackend(selected)) kernel.setupFunc?.(tf.backend());
  }
}
