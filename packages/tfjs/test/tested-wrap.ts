import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { type DtrBackend, type DtrBackendOptions, registerDtrBackend } from "../src/index.ts";

/** Bytes of a vector of 1024 numbers. */
export const KB4 = 4096;

export function vector(start = 0): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from({ length: 1024 }, (_, index) => start + index));
}

/** `count` vectors made one from the other. */
export function chain(count: number): tf.Tensor[] {
  const made = [vector()];
  for (let index = 1; index <= count; index++) made.push(tf.add(made[index - 1]!, 1));
  return made;
}

/** What the selected wrapped backend runs on. */
export function innerBackend(): tf.KernelBackend {
  return (tf.backend() as unknown as { inner: tf.KernelBackend }).inner;
}

/** Wraps a backend as "tested", under a threshold of four vectors unless `options` say otherwise, and selects it. */
export async function selectWrap(
  options: Partial<DtrBackendOptions> = {},
  inner = "cpu",
): Promise<DtrBackend> {
  // Spares the log the hint that a faster backend could be installed, from every instance of the cpu backend.
  tf.env().set("IS_TEST", true);
  const limits = { evictionThreshold: 4 * KB4, evicteeMinimumSize: 0 };
  const dtr = await registerDtrBackend(inner, { name: "tested", ...limits, ...options });
  await tf.setBackend(dtr.name);
  return dtr;
}

export async function removeWrap(dtr: DtrBackend): Promise<void> {
  await tf.setBackend("cpu");
  dtr[Symbol.dispose]();
}

/** What a run throws, or else gives. */
export function catchFrom(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
