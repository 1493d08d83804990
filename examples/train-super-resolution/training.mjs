import * as tf from "@tensorflow/tfjs-core";
import { createNetwork, learn } from "./network.mjs";
import { drawBatch } from "./pairs.mjs";
import { randomNumbers } from "./pictures.mjs";

const LEARNING_RATE = 2e-3;
const PATCH_SIDE = 24;
const REPORTS = 10;

/** Rises at first, then falls along a cosine to nothing. */
function learningRate(step, steps) {
  const warm = Math.min(1, (step + 1) / Math.min(100, steps / 10));
  return LEARNING_RATE * warm * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps));
}

/**
 * Trains a new network with Adam on `count` patches a step. Ten times on the way it hands to `onProgress` the step, the
 * network, and how far off the network and interpolation alone were since the last time: mean absolute errors in levels
 * of 255.
 */
export async function train(pairs, { steps, count, onProgress }) {
  const random = randomNumbers(-1);
  const network = createNetwork(random);
  const optimizer = tf.train.adam(0);
  const interval = Math.ceil(steps / REPORTS);
  let recent = [];
  for (let step = 0; step < steps; step++) {
    optimizer.learningRate = learningRate(step, steps);
    const batch = drawBatch(pairs, random, { count, side: PATCH_SIDE });
    recent.push({
      trained: learn(network, optimizer, batch),
      interpolated: meanSize(batch.details),
    });
    if ((step + 1) % interval !== 0 && step + 1 !== steps) continue;
    const [trained, interpolated] = ["trained", "interpolated"].map(
      (key) => (255 * recent.reduce((sum, one) => sum + one[key], 0)) / recent.length,
    );
    await onProgress({ step: step + 1, network, trained, interpolated });
    recent = [];
  }
}

function meanSize(values) {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
}
