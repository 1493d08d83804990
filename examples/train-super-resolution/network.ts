// The convolutions that find the detail which interpolation misses, and the step that teaches them.
import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "../../packages/onnx/scripts/models.mjs";
import type { Batch } from "./pairs.ts";

/** The filters of each convolution: rows, columns, inputs, outputs. */
export type Network = readonly tf.Variable<tf.Rank.R4>[];

/** Filter side, inputs and outputs of each convolution. The last makes three colours for each of four pixels. */
const LAYERS: readonly (readonly [side: number, inputs: number, outputs: number])[] = [
  [5, 3, 32],
  [3, 32, 32],
  [3, 32, 32],
  [3, 32, 32],
  [3, 32, 12],
];

/** How many pixels around a pixel count for it. */
export const REACH: number = LAYERS.reduce((sum, [side]) => sum + (side - 1) / 2, 0);

export function createNetwork(random: () => number): Network {
  return LAYERS.map(([side, inputs, outputs], i) => {
    const deviation = Math.sqrt(2 / (side * side * inputs)) * (i === LAYERS.length - 1 ? 0.1 : 1);
    const values = Float32Array.from(
      { length: side * side * inputs * outputs },
      () => deviation * normal(random),
    );
    return tf.tidy(() => tf.variable(tf.tensor4d(values, [side, side, inputs, outputs])));
  });
}

/** Box and Muller's. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The first convolution sees differences only: its filters sum to zero for each colour, so plain areas stay plain. */
function filters(network: Network): readonly tf.Tensor4D[] {
  return network.map((filter, i) =>
    i === 0 ? tf.sub<tf.Tensor4D>(filter, tf.mean(filter, [0, 1], true)) : filter,
  );
}

/** The detail of pictures [batch, height, width, 3] that lie `REACH` pixels inside them. */
function detail(network: Network, images: tf.Tensor4D): tf.Tensor4D {
  return filters(network).reduce(
    (sums, filter, i) => tf.conv2d(i === 0 ? sums : tf.relu(sums), filter, 1, "valid"),
    images,
  );
}

/** One step of gradient descent; returns the loss, the mean absolute error. */
export function learn(
  network: Network,
  optimizer: tf.Optimizer,
  { images, details, wide, count, side }: Batch,
): number {
  const x = tf.tensor4d(images, [count, wide, wide, 3]);
  const y = tf.tensor4d(details, [count, side, side, 12]);
  const loss = optimizer.minimize(() => tf.mean(tf.abs(tf.sub(detail(network, x), y))), true);
  const [value = NaN] = loss?.dataSync() ?? [];
  loss?.dispose();
  tf.dispose([x, y]);
  return value;
}

/** The filters as ONNX has them: outputs, inputs, rows, columns. */
export function exportLayers(network: Network): readonly Layer[] {
  const turned = tf.tidy(() =>
    filters(network).map((filter) => tf.transpose(filter, [3, 2, 0, 1])),
  );
  const layers = turned.map((filter) => ({ dims: filter.shape, values: filter.dataSync() }));
  tf.dispose(turned);
  return layers;
}
