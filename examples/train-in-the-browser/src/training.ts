import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { DtrBackend } from "@spillway/tfjs";
import type { NetworkSize } from "./network.ts";
import { makeNetwork } from "./network.ts";
import type { Batch } from "./pictures.ts";
import { makeBatch } from "./pictures.ts";
import { seededRandom } from "./seeded-random.ts";
import { MEASURING_STEPS } from "./step.ts";
import type { Step } from "./step.ts";

/**
 * Trains for as long as steps are asked for. Before each step after the measuring ones `thresholdFor` is asked, and told
 * what the network took in those. Ending the generator gives all memory back.
 */
export async function* train(
  backend: DtrBackend,
  size: NetworkSize,
  thresholdFor: (needBytes: number) => number,
): AsyncGenerator<Step, void> {
  const network = makeNetwork(size);
  const random = seededRandom(1);
  let needBytes = 0;
  try {
    for (let number = 1; ; number++) {
      const measuring = number <= MEASURING_STEPS;
      const thresholdBytes = measuring ? Infinity : thresholdFor(needBytes);
      backend.evictionThreshold = thresholdBytes;
      const taken = await measured(backend, () => trainStep(network, size.batch, random));
      if (measuring) needBytes = Math.max(needBytes, taken.peakBytes);
      yield { number, thresholdBytes, ...taken };
      await tf.nextFrame();
    }
  } finally {
    network.optimizer.dispose();
    network.dispose();
  }
}

async function trainStep(
  network: LayersModel,
  size: number,
  random: () => number,
): Promise<number> {
  const { pictures, labels }: Batch = makeBatch(size, random);
  const loss = await network.trainOnBatch(pictures, labels);
  tf.dispose([pictures, labels]);
  // Without further metrics it is one number.
  return Array.isArray(loss) ? Number(loss[0]) : loss;
}

async function measured(
  backend: DtrBackend,
  step: () => Promise<number>,
): Promise<Omit<Step, "number" | "thresholdBytes">> {
  backend.resetPeak();
  let [evictions, recomputed] = [0, 0];
  const listening = [
    backend.on("evicted", () => (evictions += 1)),
    backend.on("rematerialized", () => (recomputed += 1)),
  ];
  const start = performance.now();
  const loss = await step();
  const ms = performance.now() - start;
  for (const each of listening) each[Symbol.dispose]();
  return { loss, ms, peakBytes: backend.stats().peakBytes, evictions, recomputed };
}
