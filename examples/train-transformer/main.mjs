// Trains a small transformer with TensorFlow.js twice, without a threshold and under a third of the memory
// that it took. The program is in train.mjs, and does not know.
import { registerDtrBackend, registerWasmGradients } from "@spillway/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { printComparison } from "../comparison.mjs";
import { train } from "./train.mjs";

const STEPS = 70;

registerWasmGradients(tf);

async function trainUnder(threshold, steps) {
  const options = { evictionThreshold: threshold, evicteeMinimumSize: 0 };
  const dtr = await registerDtrBackend("wasm", options);
  await tf.setBackend(dtr.name);
  const began = performance.now();
  const losses = train(steps);
  const seconds = (performance.now() - began) / 1000;
  const { peakBytes, evictions, rematerializations } = dtr.stats();
  dtr[Symbol.dispose]();
  return { threshold, losses, seconds, peakBytes, evictions, rematerializations };
}

await trainUnder(Infinity, 3); // so that all is compiled when it is timed
const free = await trainUnder(Infinity, STEPS);
const tight = await trainUnder(Math.round(free.peakBytes / 3), STEPS);
printComparison([free, tight]);
