// Trains a residual image classifier with TensorFlow.js twice, without a threshold and under a third of the memory
// that it took. The program is in train.ts, and does not know.
import { registerDtrBackend, registerWasmGradients } from "@spillway/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { type Run, compare, measure } from "../comparison.ts";
import { train } from "./train.ts";

const STEPS = 16;

registerWasmGradients(tf);

async function trainUnder(evictionThreshold: number, steps: number): Promise<Run> {
  using dtr = await registerDtrBackend("wasm", { evictionThreshold, evicteeMinimumSize: 0 });
  await tf.setBackend(dtr.name);
  return await measure(dtr, () => train(steps));
}

await compare(trainUnder, STEPS);
