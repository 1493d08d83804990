// A plain TensorFlow.js program: it trains a small residual network to tell shapes apart. Nothing here knows of a
// threshold.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { randomNumbers } from "../random-numbers.ts";
import { SHAPE_COUNT, drawShapes } from "./shapes.ts";

type Features = layers.SymbolicTensor;
type Initializer = ReturnType<typeof layers.initializers.heNormal>;

const SIDE = 16;
const CHANNELS = 12;
const BATCH = 32;

/** A layer's output for symbolic inputs, which could as well be values by its type. */
function apply(layer: layers.layers.Layer, inputs: Features | Features[]): Features {
  const output = layer.apply(inputs);
  if (output instanceof layers.SymbolicTensor) return output;
  throw new TypeError(`${layer.name} has no symbolic output`);
}

function convolution(input: Features, kernelInitializer: Initializer): Features {
  const { conv2d, batchNormalization, reLU } = layers.layers;
  const sums = conv2d({ filters: CHANNELS, kernelSize: 3, padding: "same", kernelInitializer });
  return apply(reLU(), apply(batchNormalization(), apply(sums, input)));
}

/** Two convolutions beside a path that leaves the picture as it is. */
function residualBlock(input: Features, kernelInitializer: Initializer): Features {
  const inner = convolution(input, kernelInitializer);
  const outer = convolution(inner, kernelInitializer);
  return apply(layers.layers.add(), [input, outer]);
}

function createModel(): layers.LayersModel {
  const kernelInitializer = layers.initializers.heNormal({ seed: 3 });
  const picture = layers.input({ shape: [SIDE, SIDE, 3] });
  let features = convolution(picture, kernelInitializer);
  for (let block = 0; block < 2; block++) features = residualBlock(features, kernelInitializer);
  features = apply(layers.layers.maxPooling2d({ poolSize: 2 }), features);
  features = residualBlock(features, kernelInitializer);
  const pooled = apply(layers.layers.globalMaxPooling2d({}), features);
  const classes = layers.layers.dense({
    units: SHAPE_COUNT,
    activation: "softmax",
    kernelInitializer: layers.initializers.randomNormal({ seed: 4, stddev: 0.01 }),
  });
  return layers.model({ inputs: picture, outputs: apply(classes, pooled) });
}

/** Trains for so many steps on the active backend, from the same weights on the same pictures; gives the loss of each. */
export async function train(steps: number): Promise<readonly number[]> {
  const model = createModel();
  const optimizer = tf.train.adam(0.01);
  model.compile({ optimizer, loss: "categoricalCrossentropy" });
  const random = randomNumbers(11);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { pictures, labels } = drawShapes(random, BATCH, SIDE);
    const x = tf.tensor4d(pictures, [BATCH, SIDE, SIDE, 3]);
    const y = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), SHAPE_COUNT));
    losses.push(...[await model.trainOnBatch(x, y)].flat());
    tf.dispose([x, y]);
  }
  model.dispose();
  optimizer.dispose();
  return losses;
}
