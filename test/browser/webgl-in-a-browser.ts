import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgl";
import {
  mixedSum,
  pixelsThatAreGone,
  smallResults,
  statsIn,
  train,
  under,
} from "./webgpu-and-webgl.ts";

export const mixed = (): Promise<readonly number[]> => mixedSum("webgl");
export const pixels = (): Promise<readonly number[]> => pixelsThatAreGone("webgl");
export const small = (): Promise<readonly (readonly [string, boolean])[]> => smallResults("webgl");

/** What is booked after each step of a training, when all that is left are the weights and the optimizer. */
export async function bytesAfterEachStep(
  evictionThreshold: number,
  steps: number,
): Promise<{ readonly usedBytes: readonly number[]; readonly losses: readonly number[] }> {
  return under({ inner: "webgl", evictionThreshold }, async () => {
    const { losses, memory } = await train(steps);
    return { losses, usedBytes: memory.map((after) => statsIn(after).usedBytes) };
  });
}

/** Bytes of textures in use with a slice of a large tensor, and after the large one went. */
export async function texturesAroundASlice(): Promise<{ both: number; slice: number }> {
  return under({ inner: "webgl", evictionThreshold: 1e9 }, async () => {
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
