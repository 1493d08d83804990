// Trains a residual image classifier with TensorFlow.js twice, without a threshold and under a third of the memory
// that it took. The program is in train.mjs, and does not know.
import { registerDtrBackend, registerWasmGradients } from "@spillway/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { compare, measure } from "../comparison.mjs";
import { train } from "./train.mjs";

const STEPS = 16;

registerWasmGradients(tf);

async function trainUnder(threshold, steps) {
  const options = { evictionThreshold: threshold, evicteeMinimumSize: 0 };
  const dtr = await registerDtrBackend("wasm", options);
  await tf.setBackend(dtr.name);
  return measure(dtr, () => train(steps));
}

await compare(trainUnder, STEPS);
