import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseGpuListing } from "./nvidia-smi.ts";

const MIB = 1024 * 1024;

describe("parseGpuListing", () => {
  test("reads one row a GPU, in bytes", () => {
    const text = `0, NVIDIA H200, GPU-7c1d3f2a-0b7e-9a55-4f64-1c2d3e4f5a6b, 143771, 521, 142634
1, NVIDIA GeForce RTX 4090, GPU-2dee1e25-b3b5-007e-2b55-79f2d0f2ebe5, 24564, 0, 24080
`;
    expect(parseGpuListing(text)).toEqual({
      kind: "gpus",
      complaints: [],
      gpus: [
        {
          index: 0,
          name: "NVIDIA H200",
          uuid: "GPU-7c1d3f2a-0b7e-9a55-4f64-1c2d3e4f5a6b",
          total: { kind: "known", value: 143_771 * MIB },
          used: { kind: "known", value: 521 * MIB },
          free: { kind: "known", value: 142_634 * MIB },
        },
        {
          index: 1,
          name: "NVIDIA GeForce RTX 4090",
          uuid: "GPU-2dee1e25-b3b5-007e-2b55-79f2d0f2ebe5",
          total: { kind: "known", value: 24_564 * MIB },
          used: { kind: "known", value: 0 },
          free: { kind: "known", value: 24_080 * MIB },
        },
      ],
    });
  });

  test.each([
    "[N/A]",
    "N/A",
    "[Not Supported]",
    "Not Supported",
    "[Unknown Error]",
    "[GPU is lost]",
    "[Insufficient Permissions]",
    "-1",
    "12 MiB",
    "",
  ])("takes %j for unknown, never for 0", (cell) => {
    const listing = parseGpuListing(`0, NVIDIA GB10, GPU-f, ${cell}, 5, ${cell}\n`);
    const reason = `nvidia-smi reports ${JSON.stringify(cell)}`;
    expect(listing).toMatchObject({
      gpus: [
        {
          total: { kind: "unknown", reason },
          used: { kind: "known", value: 5 * MIB },
          free: { kind: "unknown", reason },
        },
      ],
    });
  });

  test("reads names with commas and lines that end as on Windows", () => {
    const text =
      "0, Quadro RTX, 8000, passive, GPU-1, 10, 4, 6\r\n1, Tesla T4, GPU-2, 10, 4, 6\r\n";
    expect(parseGpuListing(text)).toMatchObject({
      gpus: [{ name: "Quadro RTX, 8000, passive", uuid: "GPU-1" }, { name: "Tesla T4" }],
      complaints: [],
    });
  });

  test("keeps the good GPUs beside a lost one, and what was said of that", () => {
    const lost = "Unable to determine the device handle for GPU0000:03:00.0: Unknown Error";
    const listing = parseGpuListing(`${lost}\n1, Tesla T4, GPU-2, 15360, 4, 15100\n`);
    expect(listing).toMatchObject({ gpus: [{ index: 1 }], complaints: [lost] });
  });

  test.each([
    ["No devices were found\n", "nvidia-smi said: No devices were found"],
    [
      "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.161\n",
      "nvidia-smi said: Failed to initialize NVML: Driver/library version mismatch; NVML library version: 535.161",
    ],
    [
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n",
      "nvidia-smi said: NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
    ],
    ['Field "memory.reserved" is not a valid field to query.\n', undefined],
    ["a, b, c, d, e, f\n", "nvidia-smi said: a, b, c, d, e, f"],
    ["", "nvidia-smi said: nothing"],
  ])("finds no GPU in %j", (text, reason) => {
    expect(parseGpuListing(text)).toMatchObject({ kind: "none", ...(reason && { reason }) });
  });

  test("reads back any name without a line break", () => {
    const names = fc.string({ minLength: 1 }).filter((name) => !/[\r\n]/.test(name));
    fc.assert(
      fc.property(names, fc.nat(), (name, mib) => {
        const listing = parseGpuListing(`3, ${name}, GPU-x, ${mib}, 0, 0`);
        expect(listing).toMatchObject({
          gpus: [{ index: 3, name: name.trim(), uuid: "GPU-x", total: { value: mib * MIB } }],
        });
      }),
    );
  });
});
