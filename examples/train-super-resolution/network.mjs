// The convolutions that find the detail which interpolation misses, and the step that teaches them.
import * as tf from "@tensorflow/tfjs-core";

/** Filter side, inputs and outputs of each convolution. The last makes three colours for each of four pixels. */
const LAYERS = [
  [5, 3, 32],
  [3, 32, 32],
  [3, 32, 32],
  [3, 32, 32],
  [3, 32, 12],
];

/** How many pixels around a pixel count for it. */
export const REACH = LAYERS.reduce((sum, [side]) => sum + (side - 1) / 2, 0);

export function createNetwork(random) {
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
function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The first convolution sees differences only: its filters sum to zero for each colour, so plain areas stay plain. */
function filters(network) {
  const [first, ...others] = network;
  return [tf.sub(first, tf.mean(first, [0, 1], true)), ...others];
}

/** The detail of pictures [batch, height, width, 3] that lie `REACH` pixels inside them. */
function detail(network, images) {
  const [first, ...others] = filters(network);
  const convolve = (features, filter) => tf.conv2d(features, filter, 1, "valid");
  return others.reduce((sums, filter) => convolve(tf.relu(sums), filter), convolve(images, first));
}

/** One step of gradient descent; returns the loss, the mean absolute error. */
export function learn(network, optimizer, { images, details, wide, count, side }) {
  const x = tf.tensor4d(images, [count, wide, wide, 3]);
  const y = tf.tensor4d(details, [count, side, side, 12]);
  const loss = optimizer.minimize(() => tf.mean(tf.abs(tf.sub(detail(network, x), y))), true);
  const [value] = loss.dataSync();
  tf.dispose([x, y, loss]);
  return value;
}

/** The filters as ONNX has them: outputs, inputs, rows, columns. */
export function exportLayers(network) {
  return tf.tidy(() =>
    filters(network).map((filter) => {
      const turned = tf.transpose(filter, [3, 2, 0, 1]);
      return { dims: turned.shape, values: turned.dataSync() };
    }),
  );
}
