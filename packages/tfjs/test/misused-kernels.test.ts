import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { registerDtrBackend, registerWasmGradients } from "../src/index.ts";
import { type Plain, filled, integers, runOn } from "./on-backend.ts";

const image = filled([1, 3, 3, 2], 1);
const filter = filled([2, 2, 2, 4], 2);

beforeAll(async () => {
  await tf.setBackend("wasm");
  registerWasmGradients(tf);
});

const segments = (segmentIds: Plain, numSegments = 2) =>
  ["UnsortedSegmentSum", { x: image, segmentIds }, { numSegments }] as const;

test.each<readonly [string, Readonly<Record<string, Plain>>, object, RegExp]>([
  [...segments(integers([0, 1])), /one segment id per row of x, got segmentIds \[2\] for x \[1, 3/],
  [...segments(filled([1], 1)), /segmentIds must be int32, got float32/],
  [...segments(integers([0]), -1), /numSegments must be a count, got -1/],
  ["Conv2DBackpropFilter", { x: image }, {}, /dy must be a tensor/],
  [
    "FusedConv2D",
    { x: image, filter, bias: filled([1, 1, 1, 4], 3) },
    { strides: 1, pad: "valid", dilations: 1, dataFormat: "NHWC", activation: "rellu" },
    /no activation is called rellu; there are relu, /,
  ],
])("%s says what is wrong with a call of it", (kernelName, inputs, attrs, problem) => {
  expect(() => runOn("wasm", kernelName, inputs, { ...attrs })).toThrow(
    expect.objectContaining({
      code: "ERR_INVALID_ARGUMENT",
      message: expect.stringMatching(problem) as string,
    }),
  );
});

test("a kernel of a wrapped backend runs on no other", async () => {
  const dtr = await registerDtrBackend("cpu", { name: "tested", evictionThreshold: 1e6 });
  const { kernelFunc } = tf.getKernel("Square", "tested");
  expect(() => kernelFunc({ inputs: {}, backend: {} })).toThrow(
    expect.objectContaining({ code: "ERR_INVALID_ARGUMENT" }),
  );
  dtr[Symbol.dispose]();
});
