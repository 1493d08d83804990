import { expect, test } from "vitest";
import { addsInAnyOrder } from "../src/webgpu-atomics.ts";

const buffers = (...shapes: number[][]) =>
  shapes.map((shape) => ({ shape, dtype: "float32" as const }));

test.each([
  ["UnsortedSegmentSum", buffers([4, 8], [4]), buffers([2, 8]), true],
  ["Add", buffers([5000], [5000]), buffers([5000]), false],
  ["BatchMatMul", buffers([1, 4, 2500], [1, 2500, 40]), buffers([1, 4, 40]), true],
  ["BatchMatMul", buffers([1, 4, 250], [1, 250, 40]), buffers([1, 4, 40]), false],
  ["_FusedMatMul", buffers([1, 512, 2048], [1, 2048, 512]), buffers([1, 512, 512]), false],
  ["Conv2D", buffers([1, 8, 8, 256], [3, 3, 256, 64]), buffers([1, 6, 6, 64]), true],
  ["Conv2D", buffers([8, 32, 32, 256], [3, 3, 256, 64]), buffers([8, 32, 32, 64]), false],
  ["FusedConv2D", buffers([1, 8, 8, 32], [3, 3, 32, 64]), buffers([1, 6, 6, 64]), false],
  ["Conv2D", buffers([1, 8, 8, 256]), [], false],
])("%s of %j into %j adds in any order: %s", (kernelName, inputs, outputs, expected) => {
  expect(addsInAnyOrder(kernelName, inputs, outputs)).toBe(expected);
});
