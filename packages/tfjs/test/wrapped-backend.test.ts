import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type InnerMemory,
  type OperatorRecord,
  type TensorStore,
  type WrappedRegistration,
  passThroughStore,
  registerWrappedBackend,
} from "../src/index.ts";

let wrapped: WrappedRegistration;
let records: OperatorRecord[];
let released: number;

/** A store that keeps everything and writes down what it is told. */
function watchingStore(memory: InnerMemory): TensorStore {
  const store = passThroughStore(memory);
  return {
    ...store,
    afterOperator: (record) => records.push(record),
    afterRelease: (buffer) => {
      released += 1;
      store.afterRelease(buffer);
    },
  };
}

beforeEach(async () => {
  records = [];
  released = 0;
  wrapped = registerWrappedBackend(tf, "cpu", { name: "watched", store: watchingStore });
  await tf.setBackend("watched");
});

afterEach(async () => {
  await tf.setBackend("cpu");
  wrapped[Symbol.dispose]();
});

describe("a wrapped backend", () => {
  test("tells of every operator, with what it read and what it made", () => {
    const x = tf.tensor1d([1, 2]);
    const y = tf.add(x, x);
    expect(records.map((record) => record.kernelName)).toEqual(["Add"]);
    expect(records[0]!.inputs.map((buffer) => buffer.dataId)).toEqual([x.dataId, x.dataId]);
    expect(records[0]!.outputs.map((buffer) => buffer.dataId)).toEqual([y.dataId]);
  });

  test("reads a buffer that was freed and made again by its operator", () => {
    const x = tf.tensor1d([1, 2]);
    const y = tf.square(x);
    const { outputs, execute } = records[0]!;
    outputs[0]!.inner = undefined;
    expect(() => y.dataSync()).toThrow("evicted");
    outputs[0]!.inner = execute()[0];
    expect([...y.dataSync()]).toEqual([1, 4]);
  });

  test("makes no buffer for a view, and frees a buffer with its last tensor", () => {
    const x = tf.tensor1d([1, 2]);
    const y = tf.reshape(x, [2, 1]);
    const z = tf.clone(y);
    expect(records.flatMap((record) => record.outputs)).toEqual([]);
    x.dispose();
    y.dispose();
    expect(released).toBe(0);
    z.dispose();
    expect(released).toBe(1);
  });

  test("takes in a tensor of another backend, and gives it back", async () => {
    await tf.setBackend("cpu");
    const x = tf.tensor1d([1, 2]);
    await tf.setBackend("watched");
    const y = tf.square(x);
    await tf.setBackend("cpu");
    expect([...tf.add(x, y).dataSync()]).toEqual([2, 6]);
    expect(released).toBe(2);
  });

  test("can be removed and wrapped again", () => {
    wrapped[Symbol.dispose]();
    wrapped[Symbol.dispose]();
    expect(tf.getKernelsForBackend("watched")).toEqual([]);
    wrapped = registerWrappedBackend(tf, "cpu", { name: "watched" });
    expect(tf.getKernelsForBackend("watched")).toHaveLength(tf.getKernelsForBackend("cpu").length);
  });

  test("refuses a backend that is not there, and a second wrap under one name", () => {
    expect(() => registerWrappedBackend(tf, "wsm")).toThrow("did you mean wasm?");
    expect(() => registerWrappedBackend(tf, "cpu", { name: "watched" })).toThrow("taken");
  });
});
