import "@tensorflow/tfjs-backend-wasm";
// Registers the gradients of all kernels.
import "@tensorflow/tfjs-layers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { registerDtrBackend, registerWasmGradients } from "../src/index.ts";
import { filled } from "./on-backend.ts";

type Held = Pick<NodeJS.MemoryUsage, "heapUsed" | "arrayBuffers" | "rss">;

/** What the process holds after a full collection: JavaScript's heap, buffers outside it, and all of it as the kernel counts. */
function held(): Held {
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
  const afterFifty: Held[] = [];
  for (let fifty = 0; fifty < 20; fifty++) {
    for (let index = 0; index < 50; index++) step();
    afterFifty.push(held());
  }
  expect(dtr.stats().rematerializations).toBeGreaterThan(1000);
  const after50 = afterFifty[0]!;
  const after1000 = afterFifty[19]!;
  const MB = 2 ** 20;
  expect(after1000.heapUsed).toBeLessThan(after50.heapUsed + 2 * MB);
  expect(after1000.arrayBuffers).toBeLessThan(after50.arrayBuffers + MB);
  // The resident set goes up and down with what V8 keeps in reserve, more on a busy machine; a leak only goes up.
  const rss = afterFifty.map((each) => each.rss);
  expect(Math.min(...rss.slice(15))).toBeLessThan(Math.max(...rss.slice(0, 10)) + 8 * MB);
});
