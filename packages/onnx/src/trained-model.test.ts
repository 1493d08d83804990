import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Layer, resampler, superResolver } from "../scripts/models.mjs";
import { serialize } from "../scripts/onnx-graph.mjs";
import { inProcessHolder } from "./in-process-holder.ts";
import { shippedModelPath } from "./shipped-models.ts";
import type { Tensor } from "./tensor.ts";
import { testFolder } from "./testing/onnx-files.ts";
import { testPicture } from "./testing/pictures.ts";

const PATH = shippedModelPath("resample-x2");
const SMALL = 24;

describe("the trained x2 model", () => {
  test("is the documented graph around its weights, byte for byte", async () => {
    const bytes = await readFile(PATH);
    const layers = layersOf(bytes);
    expect(layers.map(({ dims }) => dims)).toEqual([
      [32, 3, 5, 5],
      [32, 32, 3, 3],
      [32, 32, 3, 3],
      [32, 32, 3, 3],
      [12, 32, 3, 3],
    ]);
    expect(Buffer.compare(serialize(superResolver(2, layers)), bytes)).toBe(0);
  });

  test.each([
    [1, 1],
    [3, 2],
    [17, 24],
  ])("doubles a picture of %i by %i", async (height, width) => {
    const { dims } = await enlarge(PATH, testPicture(height, width));
    expect(dims).toEqual([1, 3, 2 * height, 2 * width]);
  });

  test("leaves a plain picture as it is, whatever its colour", async () => {
    const colour = [0.1, 0.5, 0.9];
    const image = picture(SMALL, (_x, _y, channel) => colour[channel]!);
    const { data } = await enlarge(PATH, image);
    (data as Float32Array).forEach((value, i) => {
      const expected = colour[Math.floor(i / (2 * SMALL) ** 2)]!;
      if (Math.abs(value - expected) > 1e-5) throw new Error(`${value} at ${i}`);
    });
  });

  test("does the same to a picture that is darker or has less contrast", async () => {
    const source = testPicture(SMALL, SMALL);
    const bright = { ...source, data: source.data.map((value) => 0.6 + 0.1 * value) };
    const dark = { ...source, data: source.data.map((value) => 0.3 + 0.05 * value) };
    const [expected, actual] = [await enlarge(PATH, bright), await enlarge(PATH, dark)];
    const same = (expected.data as Float32Array).map((value) => 0.3 + (value - 0.6) / 2);
    expect(rootMeanSquare(actual, { ...expected, data: same })).toBeLessThan(1e-6);
  });

  test("comes closer than interpolation to a disc that it has never seen", async () => {
    await using folder = await testFolder();
    const interpolation = join(folder.path, "interpolation.onnx");
    await writeFile(interpolation, serialize(resampler(2)));
    const large = picture(2 * SMALL, disc);
    const small = halved(large);
    const [interpolated, trained] = [
      await enlarge(interpolation, small),
      await enlarge(PATH, small),
    ];
    const ratio = rootMeanSquare(interpolated, large) / rootMeanSquare(trained, large);
    expect(20 * Math.log10(ratio)).toBeGreaterThan(3);
  });
});

function layersOf(bytes: Uint8Array): readonly Layer[] {
  const initializers = fromBinary(ModelProtoSchema, bytes).graph?.initializer ?? [];
  const weights = initializers.filter(({ name }) => name.startsWith("weights_"));
  return weights.map(({ dims, rawData }) => {
    const values = new Float32Array(Uint8Array.from(rawData).buffer);
    return { dims: dims.map(Number), values };
  });
}

async function enlarge(path: string, image: Tensor): Promise<Tensor> {
  await using session = await inProcessHolder().open(path);
  const { enlarged } = await session.run({ image });
  return enlarged!;
}

type PixelAt = (x: number, y: number, channel: number) => number;

function picture(side: number, valueAt: PixelAt): Tensor & { readonly data: Float32Array } {
  const data = Float32Array.from({ length: 3 * side * side }, (_, i) =>
    valueAt(i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)),
  );
  return { type: "float32", dims: [1, 3, side, side], data };
}

/** A coloured disc on grey, its edge one pixel wide. */
const disc: PixelAt = (x, y, channel) => {
  const distance = Math.hypot(x - 21.3, y - 24.6) - 13;
  return 0.3 + (0.5 - 0.2 * channel) * Math.min(1, Math.max(0, 0.5 - distance));
};

function halved({ dims, data }: Tensor & { readonly data: Float32Array }): Tensor {
  const side = dims[3]!;
  return picture(side / 2, (x, y, channel) => {
    const at = (channel * side + 2 * y) * side + 2 * x;
    return (data[at]! + data[at + 1]! + data[at + side]! + data[at + side + 1]!) / 4;
  });
}

function rootMeanSquare(one: Tensor, other: Tensor): number {
  const [a, b] = [one.data as Float32Array, other.data as Float32Array];
  expect(a.length).toBe(b.length);
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);
}
