import * as tf from "@tensorflow/tfjs-core";
import type { ModelKind } from "./models.ts";
import { filled } from "./on-backend.ts";

const BATCH = 4;

export interface Trained {
  readonly losses: readonly number[];
  readonly weights: readonly Float32Array[];
}

/** Trains a model on the active backend with Adam, and leaves no tensor behind. */
export function train(kind: ModelKind, steps: number): Trained {
  const before = tf.memory().numTensors;
  const model = kind.make();
  const optimizer = tf.train.adam(0.01);
  const x = examples(kind);
  const y = tensorOf([BATCH, ...kind.output], 2);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const loss = optimizer.minimize(() => {
      const predicted = model.apply(x, { training: true }) as tf.Tensor;
      return tf.losses.meanSquaredError(y, predicted);
    }, true);
    losses.push(loss!.dataSync()[0]!);
    loss!.dispose();
  }
  const weights = model.getWeights().map((weight) => weight.dataSync() as Float32Array);
  tf.dispose([x, y]);
  optimizer.dispose();
  model.dispose();
  const leaked = tf.memory().numTensors - before;
  if (leaked !== 0) throw new Error(`training left ${leaked} tensors behind`);
  return { losses, weights };
}

function examples(kind: ModelKind): tf.Tensor {
  const shape = [BATCH, ...kind.input];
  if (kind.vocabulary === undefined) return tensorOf(shape, 1);
  const tokens = filled(shape, 1).values.map((value) =>
    Math.floor(Math.abs(value) * kind.vocabulary!),
  );
  return tf.tensor(tokens, shape, "float32");
}

function tensorOf(shape: readonly number[], seed: number): tf.Tensor {
  return tf.tensor(filled(shape, seed).values, [...shape], "float32");
}
