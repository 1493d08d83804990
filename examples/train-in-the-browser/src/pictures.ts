import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "./seeded-random.ts";

/** Pixels on each side of a picture. */
export const SIDE = 24;

/** The ways in which the stripes of a picture may run: what the network learns to tell. */
export const DIRECTIONS = [
  { name: "across", dx: 0, dy: 1 },
  { name: "down", dx: 1, dy: 0 },
  { name: "rising", dx: Math.SQRT1_2, dy: Math.SQRT1_2 },
  { name: "falling", dx: Math.SQRT1_2, dy: -Math.SQRT1_2 },
] as const;

export type Direction = (typeof DIRECTIONS)[number];

/** Pictures and the number of each one's direction, one-hot. The caller disposes of both. */
export interface Batch {
  readonly pictures: tf.Tensor;
  readonly labels: tf.Tensor;
}

/** Stripes of a random width and place under noise: brightness from -1 to 1, row by row. */
export function stripes({ dx, dy }: Direction, random: Random): Float32Array {
  const wave = (2 * Math.PI) / (4 + 6 * random());
  const phase = 2 * Math.PI * random();
  return Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const across = dx * (pixel % SIDE) + dy * Math.floor(pixel / SIDE);
    return 0.6 * Math.sin(wave * across + phase) + 0.8 * (random() - 0.5);
  });
}

/** As many pictures of each direction. */
export function makeBatch(size: number, random: Random): Batch {
  const values = new Float32Array(size * SIDE * SIDE);
  const numbers = Array.from({ length: size }, (_, index) => index % DIRECTIONS.length);
  for (const [index, number] of numbers.entries()) {
    const direction = DIRECTIONS[number] ?? DIRECTIONS[0];
    values.set(stripes(direction, random), index * SIDE * SIDE);
  }
  return {
    pictures: tf.tensor4d(values, [size, SIDE, SIDE, 1]),
    labels: tf.tidy(() => tf.oneHot(tf.tensor1d(numbers, "int32"), DIRECTIONS.length)),
  };
}
