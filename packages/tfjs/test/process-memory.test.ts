import "@tensorflow/tfjs-backend-wasm";
// Registers the gradients of all kernels.
import "@tensorflow/tfjs-layers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { registerDtrBackend, registerWasmGradients } from "../src/index.ts";
import { filled } from "./on-backend.ts";

/** What the process holds after a full collection: JavaScript's heap, buffers outside it, and all of it as the kernel counts. */
function held() {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heapUsed, arrayBuffers, rss };
}

function matrix(rows: number, columns: number, seed: number): tf.Tensor2D {
  return tf.tensor2d(filled([rows, columns], seed).values, [rows, columns]);
}

/** A training step of six dense layers with activations of 8 kB. */
function makeStep(): () => void {
  const weights = Array.from({ length: 6 }, (_, layer) => tf.variable(matrix(32, 32, layer)));
  const x = matrix(64, 32, 7);
  const optimizer = tf.train.adam(0.01);
  return () => {
    const loss = optimizer.minimize(() => {
      const last = weights.reduce<tf.Tensor2D>((y, weight) => tf.tanh(tf.matMul(y, weight)), x);
      return tf.mean<tf.Scalar>(tf.square(last));
    }, true);
    expect(loss!.dataSync()[0]).toBeGreaterThanOrEqual(0);
    loss!.dispose();
  };
}

test("the process holds no more after a thousand steps under pressure than after fifty", async () => {
  registerWasmGradients(tf);
  const dtr = await registerDtrBackend("wasm", {
    name: "leak-wasm",
    evictionThreshold: "185KB",
    evicteeMinimumSize: 0,
  });
  await tf.setBackend(dtr.name);
  const step = makeStep();
  for (let index = 0; index < 50; index++) step();
  const after50 = held();
  for (let index = 50; index < 1000; index++) step();
  const after1000 = held();
  expect(dtr.stats().rematerializations).toBeGreaterThan(1000);
  const MB = 2 ** 20;
  expect(after1000.heapUsed).toBeLessThan(after50.heapUsed + 2 * MB);
  expect(after1000.arrayBuffers).toBeLessThan(after50.arrayBuffers + MB);
  expect(after1000.rss).toBeLessThan(after50.rss + 32 * MB);
});
