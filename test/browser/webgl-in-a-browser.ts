/// <reference lib="dom" />
import { registerDtrBackend } from "@spillway/tfjs";
import type { DtrBackend } from "@spillway/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgl";
import { SIZES, makeNetwork } from "../../examples/train-in-the-browser/src/network.ts";
import { makeBatch } from "../../examples/train-in-the-browser/src/pictures.ts";
import { seededRandom } from "../../examples/train-in-the-browser/src/seeded-random.ts";

/** A backend of its own under a threshold, for as long as `run` takes. */
async function under<T>(
  evictionThreshold: number,
  run: (dtr: DtrBackend) => Promise<T>,
): Promise<T> {
  const name = `dtr-${evictionThreshold}`;
  const dtr = await registerDtrBackend("webgl", { name, evictionThreshold, evicteeMinimumSize: 0 });
  try {
    await tf.setBackend(name);
    return await run(dtr);
  } finally {
    dtr[Symbol.dispose]();
  }
}

/** What is booked after each step of a training, when all that is left are the weights and the optimizer. */
export async function bytesAfterEachStep(
  evictionThreshold: number,
  steps: number,
): Promise<{ readonly usedBytes: readonly number[]; readonly losses: readonly number[] }> {
  return under(evictionThreshold, async (dtr) => {
    const network = makeNetwork(SIZES.small);
    const random = seededRandom(1);
    const usedBytes: number[] = [];
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      const { pictures, labels } = makeBatch(SIZES.small.batch, random);
      losses.push(Number(await network.trainOnBatch(pictures, labels)));
      tf.dispose([pictures, labels]);
      usedBytes.push(dtr.stats().usedBytes);
    }
    network.optimizer.dispose();
    network.dispose();
    return { usedBytes, losses };
  });
}

/** A red canvas as a tensor, of which nothing but that tensor is left when it is read. */
export async function pixelsThatAreGone(): Promise<readonly number[]> {
  return under(10_000, async () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("a canvas without a context");
    context.fillStyle = "#ff0000";
    context.fillRect(0, 0, 16, 16);
    const pixels = tf.browser.fromPixels(canvas);
    context.fillStyle = "#00ff00";
    context.fillRect(0, 0, 16, 16);
    evictAll();
    return Array.from(await pixels.data()).slice(0, 3);
  });
}

/** Small results before and after they were evicted, their inputs having gone to the GPU meanwhile. */
export async function smallResults(): Promise<readonly (readonly [string, boolean])[]> {
  return under(20_000, async (dtr) => {
    let evicted = 0;
    dtr.on("evicted", ({ bytes }) => (evicted += bytes === 400 ? 1 : 0));
    const results: [string, boolean][] = [];
    for (const operator of [tf.exp, tf.sigmoid, tf.tanh, tf.erf, tf.softplus]) {
      const input = tf.tensor1d(Float32Array.from({ length: 100 }, (_, i) => 3 * Math.sin(i)));
      const expected = operator(input).dataSync().slice();
      const result = operator(input);
      tf.add(tf.ones([10, 100]), input).dispose();
      evictAll();
      const again = await result.data();
      results.push([operator.name, again.every((value, i) => Object.is(value, expected[i]))]);
    }
    if (evicted < results.length) throw new Error(`only ${evicted} small results were evicted`);
    return results;
  });
}

/** Takes so much at once that nothing else can stay. */
function evictAll(): void {
  tf.tidy(() => void tf.relu(tf.fill([100, 100], 1)).dataSync());
}

/** Bytes of textures in use with a slice of a large tensor, and after the large one went. */
export async function texturesAroundASlice(): Promise<{ both: number; slice: number }> {
  return under(1e9, async () => {
    const large = tf.fill([256, 256], 3);
    const slice = tf.slice(large, [8, 0], [1, 256]);
    await slice.data();
    const again = tf.square(slice);
    const both = bytesInTextures();
    large.dispose();
    const after = bytesInTextures();
    const [value] = await again.data();
    if (value !== 9) throw new Error(`the slice holds other values: ${value}`);
    tf.dispose([slice, again]);
    return { both, slice: after };
  });
}

function bytesInTextures(): number {
  const memory: object = tf.memory();
  return "numBytesInGPU" in memory ? Number(memory.numBytesInGPU) : NaN;
}
