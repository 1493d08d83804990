import type { KernelBackend, TensorFlow } from "./tensorflow.ts";

/** Where an inner backend's kernels are found, and those of the backend that wraps it. */
export interface InnerKernels {
  readonly tf: TensorFlow;
  readonly innerName: string;
  /** The name that the wrapped backend is registered under. */
  readonly wrappedName: string;
}

/**
 * Runs `run` with the inner backend's kernels set up for `inner`. Kernels of the wasm backend keep what they call in
 * variables of their module, which point into the memory of the instance that was selected last; that is another one
 * when a buffer is recomputed because a different backend reads it.
 */
export function withKernelsSetUp<T>(
  registration: InnerKernels,
  inner: KernelBackend,
  run: () => T,
): T {
  const { tf, innerName, wrappedName } = registration;
  const selected = tf.getBackend();
  if (selected === wrappedName) return run();
  const kernels = tf.getKernelsForBackend(innerName);
  if (kernels.every((kernel) => kernel.setupFunc === undefined)) return run();
  for (const kernel of kernels) kernel.setupFunc?.(inner);
  try {
    return run();
  } finally {
    for (const kernel of tf.getKernelsForBackend(selected)) kernel.setupFunc?.(tf.backend());
  }
}
