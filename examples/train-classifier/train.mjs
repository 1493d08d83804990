// A plain TensorFlow.js program: it trains a small residual network to tell shapes apart. Nothing here knows of a
// threshold.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { randomNumbers } from "../random-numbers.mjs";
import { drawShapes, SHAPES } from "./shapes.mjs";

const SIDE = 16;
const CHANNELS = 12;
const BATCH = 32;

/** Two convolutions beside a path that leaves the picture as it is. */
function residualBlock(input, kernelInitializer) {
  const inner = convolution(input, kernelInitializer);
  const outer = convolution(inner, kernelInitializer);
  return layers.layers.add().apply([input, outer]);
}

function convolution(input, kernelInitializer) {
  const { conv2d, batchNormalization, reLU } = layers.layers;
  const settings = { filters: CHANNELS, kernelSize: 3, padding: "same", kernelInitializer };
  return reLU().apply(batchNormalization().apply(conv2d(settings).apply(input)));
}

function createModel() {
  const kernelInitializer = layers.initializers.heNormal({ seed: 3 });
  const picture = layers.input({ shape: [SIDE, SIDE, 3] });
  let features = convolution(picture, kernelInitializer);
  for (let block = 0; block < 2; block++) features = residualBlock(features, kernelInitializer);
  features = layers.layers.maxPooling2d({ poolSize: 2 }).apply(features);
  features = residualBlock(features, kernelInitializer);
  const pooled = layers.layers.globalMaxPooling2d({}).apply(features);
  const small = layers.initializers.randomNormal({ seed: 4, stddev: 0.01 });
  const units = SHAPES.length;
  const classes = layers.layers.dense({ units, activation: "softmax", kernelInitializer: small });
  return layers.model({ inputs: picture, outputs: classes.apply(pooled) });
}

/** Trains for so many steps on the active backend, from the same weights on the same pictures; returns the loss of each step. */
export async function train(steps) {
  const model = createModel();
  const optimizer = tf.train.adam(0.01);
  model.compile({ optimizer, loss: "categoricalCrossentropy" });
  const random = randomNumbers(11);
  const losses = [];
  for (let step = 0; step < steps; step++) {
    const { pictures, labels } = drawShapes(random, BATCH, SIDE);
    const x = tf.tensor4d(pictures, [BATCH, SIDE, SIDE, 3]);
    const y = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), SHAPES.length));
    losses.push(await model.trainOnBatch(x, y));
    tf.dispose([x, y]);
  }
  model.dispose();
  optimizer.dispose();
  return losses;
}
