// A plain TensorFlow.js program: it trains a small causal transformer to go on with sequences that repeat themselves.
// Nothing here knows of a threshold.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients
import { randomNumbers } from "../random-numbers.mjs";
import { drawSequences, LENGTH, TOKENS } from "./sequences.mjs";

const WIDTH = 32;
const HEADS = 4;
const BLOCKS = 2;
const BATCH = 16;

function createWeights(random) {
  const matrix = (rows, columns) => {
    const limit = Math.sqrt(6 / (rows + columns));
    const values = Float32Array.from({ length: rows * columns }, () => limit * (2 * random() - 1));
    return tf.variable(tf.tensor2d(values, [rows, columns]));
  };
  const norm = () => ({
    scale: tf.variable(tf.ones([WIDTH])),
    shift: tf.variable(tf.zeros([WIDTH])),
  });
  const block = () => ({
    beforeAttention: norm(),
    queries: matrix(WIDTH, WIDTH),
    keys: matrix(WIDTH, WIDTH),
    values: matrix(WIDTH, WIDTH),
    mixed: matrix(WIDTH, WIDTH),
    beforeHidden: norm(),
    hidden: matrix(WIDTH, 4 * WIDTH),
    shown: matrix(4 * WIDTH, WIDTH),
  });
  return {
    tokens: matrix(TOKENS, WIDTH),
    positions: matrix(LENGTH, WIDTH),
    blocks: Array.from({ length: BLOCKS }, block),
    last: norm(),
    logits: matrix(WIDTH, TOKENS),
  };
}

function layerNorm(x, { scale, shift }) {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, scale), shift);
}

/** [batch · length, width] to [batch, heads, length, width / heads]. */
function splitHeads(x) {
  return tf.transpose(tf.reshape(x, [BATCH, LENGTH, HEADS, WIDTH / HEADS]), [0, 2, 1, 3]);
}

function attention(x, { queries, keys, values, mixed }, mask) {
  const [q, k, v] = [queries, keys, values].map((weights) => splitHeads(tf.matMul(x, weights)));
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(WIDTH / HEADS));
  const attended = tf.matMul(tf.softmax(tf.add(scores, mask)), v);
  const joined = tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [BATCH * LENGTH, WIDTH]);
  return tf.matMul(joined, mixed);
}

/** Logits [batch · length, tokens] of the token that follows each. */
function predict({ tokens, positions, blocks, last, logits }, inputs, mask) {
  const embedded = tf.reshape(tf.gather(tokens, inputs), [BATCH, LENGTH, WIDTH]);
  let x = tf.reshape(tf.add(embedded, positions), [BATCH * LENGTH, WIDTH]);
  for (const block of blocks) {
    x = tf.add(x, attention(layerNorm(x, block.beforeAttention), block, mask));
    const hidden = tf.relu(tf.matMul(layerNorm(x, block.beforeHidden), block.hidden));
    x = tf.add(x, tf.matMul(hidden, block.shown));
  }
  return tf.matMul(layerNorm(x, last), logits);
}

/** Added to the scores: nothing where a position may look, a great negative number at those that come after it. */
function causalMask() {
  const values = Float32Array.from({ length: LENGTH ** 2 }, (_, i) =>
    i % LENGTH > Math.floor(i / LENGTH) ? -1e9 : 0,
  );
  return tf.tensor2d(values, [LENGTH, LENGTH]);
}

/** Trains for so many steps on the active backend, from the same weights on the same sequences; returns the loss of each step. */
export function train(steps) {
  const random = randomNumbers(5);
  const weights = tf.tidy(() => createWeights(random));
  const mask = causalMask();
  const optimizer = tf.train.adam(0.005);
  const losses = [];
  for (let step = 0; step < steps; step++) {
    const { inputs, targets, counted } = drawSequences(random, BATCH);
    const loss = optimizer.minimize(() => {
      const expected = tf.oneHot(tf.tensor1d(targets, "int32"), TOKENS);
      const logits = predict(weights, tf.tensor1d(inputs, "int32"), mask);
      return tf.losses.softmaxCrossEntropy(expected, logits);
    }, true);
    losses.push(loss.dataSync()[0]);
    loss.dispose();
  }
  tf.dispose([weights, mask]);
  optimizer.dispose();
  return losses;
}
