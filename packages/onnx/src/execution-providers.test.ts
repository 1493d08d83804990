import { expect, test } from "vitest";
import { providersFor } from "./execution-providers.ts";

test.each([
  ["host", ["cpu"]],
  ["cpu", ["cpu"]],
  ["cuda:0", [{ name: "cuda", deviceId: 0 }, "cpu"]],
  ["cuda:3", [{ name: "cuda", deviceId: 3 }, "cpu"]],
  ["cuda", [{ name: "cuda", deviceId: 0 }, "cpu"]],
  ["dml:1", [{ name: "dml", deviceId: 1 }, "cpu"]],
  ["webgpu:0", ["webgpu", "cpu"]],
  ["coreml", ["coreml", "cpu"]],
])("the device %s is run by its provider, then by the processor", (device, providers) => {
  expect(providersFor(device)).toEqual(providers);
});

test.each([
  ["", undefined],
  [" ", undefined],
  ["banana:7", undefined],
  ["banana", undefined],
  ["cuda:", "cuda"],
  ["cuda:x", "cuda"],
  ["cuda:-1", undefined],
  ["cuda:99999999999999999999", undefined],
  ["CUDA:0", "cuda:0"],
  ["cud:1", "cuda:1"],
  ["coda", "cuda"],
  ["hots", "host"],
  ["cpu:0", undefined],
  ["host:1", undefined],
  ["webgpu:3", "webgpu:0"],
  ["coreml:1", "coreml:0"],
])("%j is no device; %j might be meant", (device, near) => {
  const expected = { code: "ERR_UNKNOWN_DEVICE", device };
  expect(() => providersFor(device)).toThrow(expect.objectContaining(expected) as Error);
  const question = near === undefined ? /^(?!.*did you mean)/ : `did you mean \`${near}\`?`;
  expect(() => providersFor(device)).toThrow(question);
  expect(() => providersFor(device)).toThrow(`no device is called ${JSON.stringify(device)}`);
});
