/// <reference lib="dom" />
import { registerDtrBackend } from "@spillway/tfjs";
import type { DtrBackend, DtrBackendOptions, DtrStats } from "@spillway/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import { SIZES, makeNetwork } from "../../examples/train-in-the-browser/src/network.ts";
import { makeBatch } from "../../examples/train-in-the-browser/src/pictures.ts";
import { seededRandom } from "../../examples/train-in-the-browser/src/seeded-random.ts";

/** A GPU backend that is registered, and the limits that it is put under. */
export interface Limits extends Pick<DtrBackendOptions, "evictionThreshold" | "limit"> {
  readonly inner: "webgl" | "webgpu";
}

/** A backend of its own under a threshold, for as long as `run` takes. */
export async function under<T>(
  { inner, ...limits }: Limits,
  run: (dtr: DtrBackend) => Promise<T>,
): Promise<T> {
  const dtr = await registerDtrBackend(inner, { ...limits, evicteeMinimumSize: 0 });
  try {
    await tf.setBackend(dtr.name);
    return await run(dtr);
  } finally {
    dtr[Symbol.dispose]();
  }
}

/** What a training is like on the active backend, step by step. */
export interface Training {
  readonly losses: readonly number[];
  /** The engine's figures after each step, when all that is left are the weights and the optimizer. */
  readonly memory: readonly tf.MemoryInfo[];
}

/** Trains a network on the active backend, which holds nothing of it after that. */
export async function train(steps: number, optimizer?: tf.Optimizer): Promise<Training> {
  const network = makeNetwork(SIZES.small);
  if (optimizer !== undefined) {
    network.optimizer.dispose();
    network.compile({ optimizer, loss: "categoricalCrossentropy" });
  }
  const random = seededRandom(1);
  const losses: number[] = [];
  const memory: tf.MemoryInfo[] = [];
  for (let step = 0; step < steps; step++) {
    const { pictures, labels } = makeBatch(SIZES.small.batch, random);
    losses.push(Number(await network.trainOnBatch(pictures, labels)));
    tf.dispose([pictures, labels]);
    memory.push(tf.memory());
  }
  network.optimizer.dispose();
  network.dispose();
  return { losses, memory };
}

/** The figures of the wrapped backend among the engine's. */
export function statsIn(memory: object): DtrStats {
  if (!("spillway" in memory)) throw new Error("the backend is not a wrapped one");
  // That is what a wrapped backend puts there.
  return memory.spillway as DtrStats;
}

/** Small results before and after they were evicted, their inputs having gone to the GPU meanwhile. */
export async function smallResults(
  inner: Limits["inner"],
): Promise<readonly (readonly [string, boolean])[]> {
  return under({ inner, evictionThreshold: 20_000 }, async (dtr) => {
    let evicted = 0;
    dtr.on("evicted", ({ bytes }) => (evicted += bytes === 400 ? 1 : 0));
    const results: [string, boolean][] = [];
    for (const operator of [tf.exp, tf.sigmoid, tf.tanh, tf.erf, tf.softplus]) {
      const values = Float32Array.from({ length: 100 }, (_, i) => 3 * Math.sin(i));
      const input = tf.variable(tf.tensor1d(values));
      const expected = (await operator(input).data()).slice();
      const result = operator(input);
      tf.add(tf.ones([10, 100]), input).dispose();
      await evictAll();
      const again = await result.data();
      results.push([operator.name, again.every((value, i) => Object.is(value, expected[i]))]);
    }
    if (evicted < results.length) throw new Error(`only ${evicted} small results were evicted`);
    return results;
  });
}

/** A whole number and a complex one, added. */
export async function mixedSum(inner: Limits["inner"]): Promise<readonly number[]> {
  return under({ inner, evictionThreshold: 64 }, async (dtr) => {
    const whole = tf.scalar(1, "int32");
    const sum = tf.tidy(() => tf.add(whole, tf.complex(4, 7)));
    const values = Array.from(await sum.data());
    tf.dispose([whole, sum]);
    if (dtr.stats().usedBytes !== 0) throw new Error("something of the sum was left");
    return values;
  });
}

/** A red canvas as a tensor, of which nothing but that tensor is left when it is read. */
export async function pixelsThatAreGone(inner: Limits["inner"]): Promise<readonly number[]> {
  return under({ inner, evictionThreshold: 10_000 }, async () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("a canvas without a context");
    context.fillStyle = "#ff0000";
    context.fillRect(0, 0, 16, 16);
    const pixels = tf.browser.fromPixels(canvas);
    context.fillStyle = "#00ff00";
    context.fillRect(0, 0, 16, 16);
    await evictAll();
    return Array.from(await pixels.data()).slice(0, 3);
  });
}

/** Takes so much at once that nothing else can stay. */
export async function evictAll(): Promise<void> {
  const large = tf.tidy(() => tf.relu(tf.fill([100, 100], 1)));
  await large.data();
  large.dispose();
}
