/// <reference lib="dom" />
import type { DtrStats } from "@spillway/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgpu";
import {
  type Limits,
  type Training,
  evictAll,
  mixedSum,
  pixelsThatAreGone,
  smallResults,
  train,
  under,
} from "./webgpu-and-webgl.ts";

export const mixed = (): Promise<readonly number[]> => mixedSum("webgpu");
export const pixels = (): Promise<readonly number[]> => pixelsThatAreGone("webgpu");
export const small = (): Promise<readonly (readonly [string, boolean])[]> => smallResults("webgpu");

/** Vectors of ten thousand numbers, 40 kB each. */
const LENGTH = 10_000;

function vector(factor: number): Float32Array {
  return Float32Array.from({ length: LENGTH }, (_, i) => factor * Math.sin(i));
}

/** The training on the backend as it is. */
export async function plainly(steps: number): Promise<Training> {
  await tf.setBackend("webgpu");
  return train(steps);
}

export interface PressedTraining extends Training {
  readonly stats: DtrStats;
  /** Data ids that the inner backend counts when all of it is over. */
  readonly idsLeft: number;
  /** The most that the inner backend had allocated, by its own figures. */
  readonly allocatedBytes: number;
}

export async function trainUnder(
  limits: Omit<Limits, "inner">,
  steps: number,
  optimizer: "adam" | "sgd",
): Promise<PressedTraining> {
  return under({ inner: "webgpu", ...limits }, async (dtr) => {
    const allocated = watchAllocations();
    const training = await train(steps, optimizer === "sgd" ? tf.train.sgd(0.05) : undefined);
    const idsLeft = innerBackend().numDataIds();
    return { ...training, stats: dtr.stats(), idsLeft, allocatedBytes: allocated.most() };
  });
}

/** What a hard threshold says to a tensor that does not fit, and what the program computes after that. */
export async function refusal(): Promise<{ readonly error: object; readonly after: number }> {
  return under({ inner: "webgpu", limit: "hard", evictionThreshold: 100_000 }, async (dtr) => {
    const x = tf.tensor1d(vector(1));
    const error = errorOf(() => tf.tile(x, [4]));
    dtr.evictionThreshold = 300_000;
    const [, after] = await tf.tile(x, [4]).data();
    return { error, after: after ?? NaN };
  });
}

/** Which vectors that the program wrote come back as they were, all being evicted and its own arrays overwritten. */
export async function spilled(): Promise<{
  readonly same: readonly boolean[];
  readonly evictions: number;
  readonly usedBytes: number;
}> {
  return under({ inner: "webgpu", evictionThreshold: 90_000 }, async (dtr) => {
    const written = [1, 2, 3, 4].map(vector);
    const tensors = written.map((values) => tf.tensor1d(values));
    for (const x of tensors) await valuesOf(tf.square(x));
    for (const values of written) values.fill(0);
    await evictAll();
    const same: boolean[] = [];
    for (const [index, x] of tensors.entries()) {
      same.push(isEqual(await valuesOf(tf.tile(x, [1])), vector(index + 1)));
    }
    const { evictions } = dtr.stats();
    tf.dispose(tensors);
    return { same, evictions, usedBytes: dtr.stats().usedBytes };
  });
}

/** What a read gives whose tensor is evicted before its values are there, and how many data ids are left after it. */
export async function evictedWhileRead(): Promise<{ same: boolean; ids: number }> {
  return under({ inner: "webgpu", evictionThreshold: 90_000 }, async (dtr) => {
    const x = tf.tensor1d(vector(1));
    const negative = tf.neg(x);
    const values = negative.data();
    const before = dtr.stats().evictions;
    await evictAll();
    if (dtr.stats().evictions === before) throw new Error("nothing was evicted");
    const same = isEqual(await values, vector(-1));
    tf.dispose([x, negative]);
    return { same, ids: innerBackend().numDataIds() };
  });
}

/** Kernels that were run again after everything was evicted, of two that add floats in any order and one that does not. */
export async function ranAgain(): Promise<readonly string[]> {
  return under({ inner: "webgpu", evictionThreshold: 90_000 }, async (dtr) => {
    const again: string[] = [];
    dtr.on("rematerialized", ({ kernel }) => again.push(kernel));
    const x = tf.tensor2d(vector(1), [4, 2500]);
    const rows = tf.tensor2d(Float32Array.from({ length: 2500 * 40 }, Math.cos), [2500, 40]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([0, 1, 0, 1], "int32"), 2);
    const product = tf.matMul(x, rows);
    const square = tf.square(x);
    await evictAll();
    for (const made of [sums, product, square]) await made.data();
    return again;
  });
}

/** A setting of the backend before, during and after it is wrapped. */
export async function cpuForward(): Promise<readonly boolean[]> {
  const value = () => tf.env().getBool("WEBGPU_CPU_FORWARD");
  const before = value();
  const during = await under({ inner: "webgpu", evictionThreshold: 1e9 }, () =>
    Promise.resolve(value()),
  );
  return [before, during, value()];
}

/** Whether a read that waits gives the same as one that does not, the tensor being evicted. */
export async function readAtOnce(): Promise<boolean> {
  return under({ inner: "webgpu", evictionThreshold: 90_000 }, async () => {
    const x = tf.tensor1d(vector(1));
    const result = tf.exp(x);
    const expected = (await result.data()).slice();
    await evictAll();
    return isEqual(tf.exp(x).dataSync(), expected) && isEqual(result.dataSync(), expected);
  });
}

/** The values of a tensor that nothing else needs. */
async function valuesOf(tensor: tf.Tensor): Promise<ArrayLike<number>> {
  const values = await tensor.data();
  tensor.dispose();
  return values;
}

function isEqual(actual: ArrayLike<number>, expected: ArrayLike<number>): boolean {
  if (actual.length !== expected.length) return false;
  return Array.from(actual).every((value, i) => value === expected[i]);
}

function errorOf(run: () => unknown): object {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return Object.assign({ message: error.message }, error);
  }
  throw new Error("an error was expected");
}

/** The parts of a WebGPU backend that these tests look at. */
interface WebGPUBackend {
  numDataIds(): number;
  readonly bufferManager: {
    readonly numBytesAllocated: number;
    acquireBuffer: (...given: readonly unknown[]) => unknown;
  };
}

function innerBackend(): WebGPUBackend {
  // Of the wrapped backend that is selected.
  return (tf.backend() as unknown as { readonly inner: WebGPUBackend }).inner;
}

function watchAllocations(): { most(): number } {
  const { bufferManager } = innerBackend();
  const acquire = bufferManager.acquireBuffer.bind(bufferManager);
  let most = 0;
  bufferManager.acquireBuffer = (...given) => {
    const buffer = acquire(...given);
    most = Math.max(most, bufferManager.numBytesAllocated);
    return buffer;
  };
  return { most: () => most };
}
