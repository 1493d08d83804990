import * as tf from "@tensorflow/tfjs-core";
import { type Network, createNetwork, learn } from "./network.ts";
import { type Pair, drawBatch } from "./pairs.ts";
import { randomNumbers } from "./pictures.ts";

/** How a training goes: mean absolute errors since the last time, in levels of 255. */
export interface Progress {
  readonly step: number;
  readonly network: Network;
  readonly trained: number;
  /** That of interpolation alone. */
  readonly interpolated: number;
}

export interface TrainingOptions {
  readonly steps: number;
  /** Patches in a step. */
  readonly count: number;
}

const LEARNING_RATE = 2e-3;
const PATCH_SIDE = 24;
const REPORTS = 10;

/** Adam with a learning rate that may change. */
class ScheduledAdam extends tf.AdamOptimizer {
  set rate(rate: number) {
    this.learningRate = rate;
  }
}

/** Rises at first, then falls along a cosine to nothing. */
function learningRate(step: number, steps: number): number {
  const warm = Math.min(1, (step + 1) / Math.min(100, steps / 10));
  return LEARNING_RATE * warm * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps));
}

/** Trains a new network with Adam, and tells ten times on the way how it goes. */
export function* train(
  pairs: readonly Pair[],
  { steps, count }: TrainingOptions,
): Generator<Progress, void> {
  const random = randomNumbers(-1);
  const network = createNetwork(random);
  const optimizer = new ScheduledAdam(0, 0.9, 0.999);
  const interval = Math.ceil(steps / REPORTS);
  let [trained, interpolated]: [number[], number[]] = [[], []];
  for (let step = 0; step < steps; step++) {
    optimizer.rate = learningRate(step, steps);
    const batch = drawBatch(pairs, random, { count, side: PATCH_SIDE });
    trained.push(learn(network, optimizer, batch));
    interpolated.push(mean(batch.details.map(Math.abs)));
    if ((step + 1) % interval !== 0 && step + 1 !== steps) continue;
    const errors = { trained: 255 * mean(trained), interpolated: 255 * mean(interpolated) };
    yield { step: step + 1, network, ...errors };
    [trained, interpolated] = [[], []];
  }
}

function mean(values: readonly number[] | Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
