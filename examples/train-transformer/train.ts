// A plain TensorFlow.js program: it trains a small causal transformer to go on with sequences that repeat themselves.
// Nothing here knows of a threshold.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients
import { randomNumbers } from "../random-numbers.ts";
import { drawSequences, LENGTH, TOKENS } from "./sequences.ts";

const WIDTH = 32;
const HEADS = 4;
const BLOCKS = 2;
const BATCH = 16;

type Weights = ReturnType<typeof createWeights>;
type Block = Weights["blocks"][number];
type Norm = Weights["last"];

function createWeights(random: () => number) {
  const matrix = (rows: number, columns: number): tf.Variable => {
    const limit = Math.sqrt(6 / (rows + columns));
    const values = Float32Array.from({ length: rows * columns }, () => limit * (2 * random() - 1));
    return tf.variable(tf.tensor(values, [rows, columns]));
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

function layerNorm(x: tf.Tensor, { scale, shift }: Norm): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, scale), shift);
}

/** [batch · length, width] to [batch, heads, length, width / heads]. */
function splitHeads(x: tf.Tensor): tf.Tensor {
  return tf.transpose(tf.reshape(x, [BATCH, LENGTH, HEADS, WIDTH / HEADS]), [0, 2, 1, 3]);
}

function attention(x: tf.Tensor, weights: Block, mask: tf.Tensor): tf.Tensor {
  const q = splitHeads(tf.matMul(x, weights.queries));
  const k = splitHeads(tf.matMul(x, weights.keys));
  const v = splitHeads(tf.matMul(x, weights.values));
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(WIDTH / HEADS));
  const attended = tf.matMul(tf.softmax(tf.add(scores, mask)), v);
  const joined = tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [BATCH * LENGTH, WIDTH]);
  return tf.matMul(joined, weights.mixed);
}

/** Logits [batch · length, tokens] of the token that follows each. */
function predict(weights: Weights, inputs: tf.Tensor1D, mask: tf.Tensor): tf.Tensor {
  const { tokens, positions, blocks, last, logits } = weights;
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
function causalMask(): tf.Tensor {
  const values = Float32Array.from({ length: LENGTH ** 2 }, (_, i) =>
    i % LENGTH > Math.floor(i / LENGTH) ? -1e9 : 0,
  );
  return tf.tensor2d(values, [LENGTH, LENGTH]);
}

/** Trains for so many steps on the active backend, from the same weights on the same sequences; gives the loss of each. */
export async function train(steps: number): Promise<readonly number[]> {
  const random = randomNumbers(5);
  const weights = tf.tidy(() => createWeights(random));
  const mask = causalMask();
  const optimizer = tf.train.adam(0.005);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { inputs, targets } = drawSequences(random, BATCH);
    const loss = optimizer.minimize(() => {
      const expected = tf.oneHot(tf.tensor1d(targets, "int32"), TOKENS);
      const logits = predict(weights, tf.tensor1d(inputs, "int32"), mask);
      return tf.losses.softmaxCrossEntropy(expected, logits);
    }, true);
    losses.push(...(await (loss?.data() ?? [])));
    loss?.dispose();
  }
  tf.dispose([weights, mask]);
  optimizer.dispose();
  return losses;
}
