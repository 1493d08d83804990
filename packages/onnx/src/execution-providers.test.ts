import { expect, test } from "vitest";
import { providersFor } from "./execution-providers.ts";

test.each([
  ["host", ["cpu"]],
  ["cuda:0", [{ name: "cuda", deviceId: 0 }, "cpu"]],
  ["cuda:3", [{ name: "cuda", deviceId: 3 }, "cpu"]],
  ["cuda", [{ name: "cuda", deviceId: 0 }, "cpu"]],
  ["dml:1", [{ name: "dml", deviceId: 1 }, "cpu"]],
  ["webgpu:0", ["webgpu", "cpu"]],
  ["coreml", ["coreml", "cpu"]],
])("the device %s is run by its provider, then by the processor", (device, providers) => {
  expect(providersFor(device)).toEqual(providers);
});

test.each(["", "cuda:", "cuda:x", "CUDA:0", "cuda:-1"])("%j is no device", (device) => {
  expect(() => providersFor(device)).toThrow(RangeError);
});
