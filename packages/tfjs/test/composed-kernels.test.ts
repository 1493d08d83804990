import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import type { DtrBackend } from "../src/index.ts";
import { KB4, chain, innerBackend, removeWrap, selectWrap, vector } from "./tested-wrap.ts";

let dtr: DtrBackend;

/** Registers a kernel that hands its input on to `compute`, until the test ends. */
function registerComposed(compute: (x: tf.Tensor) => tf.Tensor): void {
  tf.registerKernel({
    kernelName: "Composed",
    backendName: "cpu",
    // TensorFlow.js itself hands tensors over, too.
    kernelFunc: ({ inputs }) => compute(inputs["x"] as tf.Tensor),
  });
}

function composed(x: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel("Composed", { x });
}

afterEach(async () => {
  await removeWrap(dtr);
  tf.unregisterKernel("Composed", "cpu");
});

test("a kernel that gives its input back as it is leaves it to who has it", async () => {
  registerComposed((x) => x);
  dtr = await selectWrap();
  const x = tf.add(vector(), 1);
  const same = composed(x);
  tf.dispose(chain(8));
  expect([same.dataSync()[1], x.dataSync()[1]]).toEqual([2, 2]);
  same.dispose();
  tf.dispose(chain(8));
  expect(x.dataSync()[1]).toBe(2);
});

describe("a kernel that calls operators itself", () => {
  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ["on its input", (x) => tf.add(tf.mul(x, 2), tf.ones([1024]))],
    ["and gives a view of what it made", (x) => tf.reshape(tf.add(tf.mul(x, 2), 1), [32, 32])],
    ["in a tidy", (x) => tf.tidy(() => tf.add(tf.mul(x, 2), tf.scalar(1)))],
    ["on values that it reads", (x) => tf.add(x, tf.add(tf.tensor1d(x.dataSync()), 1))],
    ["on complex numbers", (x) => tf.real(tf.complex(tf.add(tf.mul(x, 2), 1), tf.zerosLike(x)))],
  ])("%s gives the same when it is run again, and leaves nothing", async (_, compute) => {
    registerComposed(compute);
    dtr = await selectWrap();
    const idle = { memory: tf.memory(), ids: innerBackend().numDataIds() };
    const x = vector();
    const made = composed(x);
    expect(tf.memory().numTensors).toBe(idle.memory.numTensors + 2);
    tf.dispose(chain(8));
    const before = dtr.stats().rematerializations;
    expect([...made.dataSync().slice(0, 3)]).toEqual([1, 3, 5]);
    expect(dtr.stats().rematerializations).toBe(before + 1);
    tf.dispose([x, made]);
    expect(tf.memory()).toMatchObject({
      numTensors: idle.memory.numTensors,
      numDataBuffers: idle.memory.numDataBuffers,
    });
    expect(innerBackend().numDataIds()).toBe(idle.ids);
    expect(dtr.stats().usedBytes).toBe(0);
  });

  test("counts what they take while it runs", async () => {
    registerComposed((x) => tf.sum(tf.tile(x, [3])));
    dtr = await selectWrap();
    const x = vector();
    composed(x).dispose();
    expect(dtr.stats().peakBytes).toBeGreaterThanOrEqual(4 * KB4);
    x.dispose();
    expect(dtr.stats().usedBytes).toBe(0);
  });

  test("and throws leaves nothing", async () => {
    registerComposed((x) => tf.matMul<tf.Tensor>(tf.mul(x, 2), x));
    dtr = await selectWrap();
    const x = vector();
    const before = { tensors: tf.memory().numTensors, ids: innerBackend().numDataIds() };
    expect(() => composed(x)).toThrow("Error in matMul");
    expect({ tensors: tf.memory().numTensors, ids: innerBackend().numDataIds() }).toEqual(before);
    x.dispose();
  });

  test("may keep a tensor, which the program can then use", async () => {
    let kept: tf.Tensor | undefined;
    registerComposed((x) => tf.mul(x, (kept ??= tf.keep(tf.scalar(3)))));
    dtr = await selectWrap();
    const made = composed(vector());
    tf.dispose(chain(8));
    expect(made.dataSync()[1]).toBe(3);
    expect(kept?.dataSync()[0]).toBe(3);
    expect(tf.add(kept!, 1).dataSync()[0]).toBe(4);
    expect(kept?.dataSync()[0]).toBe(3);
  });

  test.each<[string, (x: tf.Tensor, other: tf.Tensor) => tf.Tensor]>([
    ["hands on", (x, other) => tf.add(x, other)],
    ["reads", (x, other) => tf.add(x, tf.scalar(other.dataSync()[0] ?? NaN))],
  ])("and %s a tensor that it was not given is told so by name", async (_, compute) => {
    dtr = await selectWrap();
    const other = vector();
    registerComposed((x) => compute(x, other));
    dtr.addKernels();
    const x = vector();
    expect(() => composed(x)).toThrow(
      expect.objectContaining({ code: "ERR_KERNEL_INPUT", kernel: "Composed" }),
    );
    expect(tf.add(x, other).dataSync()[1]).toBe(2);
    tf.dispose([x, other]);
  });
});
