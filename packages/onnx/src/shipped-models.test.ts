import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { resampler } from "../scripts/models.mjs";
import { serialize } from "../scripts/onnx-graph.mjs";
import { inProcessHolder } from "./in-process-holder.ts";
import { shippedModelPath, shippedModels } from "./shipped-models.ts";
import type { Tensor, TensorMap } from "./tensor.ts";
import { testFolder } from "./testing/onnx-files.ts";
import { testPicture } from "./testing/pictures.ts";

const SCRIPT = fileURLToPath(new URL("../scripts/make-models.mjs", import.meta.url));
const SIZES = [
  [1, 1],
  [3, 2],
  [17, 24],
] as const;

describe("the shipped models", () => {
  test("are what the script makes, byte for byte, but for the trained one", async () => {
    await using folder = await testFolder();
    await promisify(execFile)(process.execPath, [SCRIPT, folder.path]);
    for (const name of shippedModels.filter((each) => each !== "resample-x2")) {
      const made = await readFile(join(folder.path, `${name}.onnx`));
      expect(Buffer.compare(made, await readFile(shippedModelPath(name)))).toBe(0);
    }
  });

  test("find edges as Sobel's operators on the luma do", async () => {
    for (const [height, width] of SIZES) {
      const image = testPicture(height, width);
      const { edges } = await runModel("edges", { image });
      expect(edges?.dims).toEqual([1, 1, height, width]);
      expect(largestDifference(edges?.data, sobel(image.data, height, width))).toBeLessThan(1e-6);
    }
  });

  test("give a step from black to white the magnitude 1", async () => {
    const data = Float32Array.from({ length: 3 * 4 * 6 }, (_, i) => (i % 6 < 3 ? 0 : 1));
    const { edges } = await runModel("edges", {
      image: { type: "float32", dims: [1, 3, 4, 6], data },
    });
    const row = [...((edges?.data ?? []) as Float32Array)].slice(6, 12);
    [0, 0, 1, 1, 0, 0].forEach((value, x) => expect(row[x]).toBeCloseTo(value, 6));
  });
});

describe("interpolation", () => {
  test.each([2, 4] as const)("is that of the Catmull-Rom kernel when x%i", async (scale) => {
    for (const [height, width] of SIZES) {
      const image = testPicture(height, width);
      const { enlarged } = await interpolate(scale, image);
      expect(enlarged?.dims).toEqual([1, 3, scale * height, scale * width]);
      const plane = height * width;
      const expected = [0, 1, 2].flatMap((channel) =>
        resampled(
          image.data.subarray(channel * plane, (channel + 1) * plane),
          height,
          width,
          scale,
        ),
      );
      expect(largestDifference(enlarged?.data, expected)).toBeLessThan(1e-6);
    }
  });

  test.each([2, 4] as const)(
    "keeps a constant picture and a ramp's middle when x%i",
    async (scale) => {
      const data = Float32Array.from({ length: 3 * 8 * 8 }, (_, i) =>
        i < 64 ? 0.25 : (i % 8) / 8,
      );
      const image = { type: "float32", dims: [1, 3, 8, 8], data } as const;
      const { enlarged } = await interpolate(scale, image);
      const side = 8 * scale;
      const values = enlarged?.data as Float32Array;
      expect(values.subarray(0, side * side).every((v) => Math.abs(v - 0.25) < 1e-6)).toBe(true);
      // Cubic convolution reproduces straight lines: centres at half-integers stay where they were.
      const row = values.subarray(side * side + 4 * scale * side).subarray(0, side);
      for (let x = 2 * scale; x < 6 * scale; x++) {
        expect(row[x]).toBeCloseTo(((x + 0.5) / scale - 0.5) / 8, 6);
      }
    },
  );
});

async function runModel(
  name: (typeof shippedModels)[number],
  feeds: TensorMap,
): Promise<TensorMap> {
  await using session = await inProcessHolder().open(shippedModelPath(name));
  return await session.run(feeds);
}

/** By the graph that the shipped x4 model is, and that the x2 model adds detail to. */
async function interpolate(scale: number, image: Tensor): Promise<TensorMap> {
  await using folder = await testFolder();
  const path = join(folder.path, "interpolation.onnx");
  await writeFile(path, serialize(resampler(scale)));
  await using session = await inProcessHolder().open(path);
  return await session.run({ image });
}

/** Interpolation by its definition: a weighted sum over all pixels of the plane, edge pixels standing for those outside. */
function resampled(plane: Float32Array, height: number, width: number, scale: number): number[] {
  const values: number[] = [];
  for (let y = 0; y < scale * height; y++) {
    for (let x = 0; x < scale * width; x++) {
      const [cy, cx] = [(y + 0.5) / scale - 0.5, (x + 0.5) / scale - 0.5];
      let sum = 0;
      for (let j = -4; j < height + 4; j++) {
        for (let i = -4; i < width + 4; i++) {
          sum += keys(cy - j) * keys(cx - i) * pixel(plane, height, width, j, i);
        }
      }
      values.push(Math.min(1, Math.max(0, sum)));
    }
  }
  return values;
}

/** Keys' kernel for any a, here a = -1/2, written as in the paper. */
function keys(x: number): number {
  const [a, s] = [-0.5, Math.abs(x)];
  if (s < 1) return (a + 2) * s * s * s - (a + 3) * s * s + 1;
  return s < 2 ? a * s * s * s - 5 * a * s * s + 8 * a * s - 4 * a : 0;
}

function sobel(rgb: Float32Array, height: number, width: number): number[] {
  const plane = height * width;
  const luma = Float64Array.from(
    { length: plane },
    (_, i) => 0.299 * rgb[i]! + 0.587 * rgb[plane + i]! + 0.114 * rgb[2 * plane + i]!,
  );
  const at = (y: number, x: number) => pixel(luma, height, width, y, x);
  return Array.from({ length: plane }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    const across = (dy: number) => at(y + dy, x + 1) - at(y + dy, x - 1);
    const down = (dx: number) => at(y + 1, x + dx) - at(y - 1, x + dx);
    const gx = across(-1) + 2 * across(0) + across(1);
    const gy = down(-1) + 2 * down(0) + down(1);
    return Math.min(1, Math.hypot(gx, gy) / 4);
  });
}

function pixel(
  plane: Float32Array | Float64Array,
  height: number,
  width: number,
  y: number,
  x: number,
): number {
  const [row, column] = [clamp(y, height - 1), clamp(x, width - 1)];
  return plane[row * width + column]!;
}

function clamp(n: number, last: number): number {
  return Math.min(last, Math.max(0, n));
}

function largestDifference(actual: unknown, expected: readonly number[]): number {
  const values = actual as Float32Array;
  expect(values.length).toBe(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0);
}
