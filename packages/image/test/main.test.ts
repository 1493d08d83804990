import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Governor } from "@spillway/core";
import { inProcessHolder, shippedModelPath } from "@spillway/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createProcessorRegistry,
  governedSessions,
  Picture,
  processImage,
  shippedPicturePath,
  type ProcessedImage,
} from "../src/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spillway-image-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(
  input: string,
  output: string,
  uris: readonly string[],
): Promise<ProcessedImage> {
  await using governor = new Governor();
  const registry = createProcessorRegistry();
  return await processImage({
    input,
    output,
    processors: uris.map((uri) => registry.bind(uri)),
    sessions: governedSessions(governor.pool("image_processor"), inProcessHolder()),
    governor,
  });
}

const X2 = `upscaler;model=${shippedModelPath("resample-x2")}`;

describe("the shipped pictures under every processor", () => {
  const cases: readonly (readonly [string, string, object])[] = [
    ["dam.jpg", "canny", { mode: "L", width: 640, height: 427 }],
    [
      "dam.jpg",
      "canny;blur=true;threshold-algo=otsu;detect-resolution=320",
      { width: 640, height: 427 },
    ],
    ["dam.jpg", "crop;box=20x300x180x420", { width: 160, height: 120 }],
    ["dam.jpg", "flip", { mode: "RGB" }],
    ["dam.jpg", "mirror", { mode: "RGB" }],
    ["dam.jpg", "grayscale", { mode: "L" }],
    ["dam.jpg", "invert", { mode: "RGB" }],
    ["dam.jpg", "posterize;bits=2", { mode: "RGB" }],
    ["dam.jpg", "resize;size=300;align=8", { width: 296, height: 200 }],
    ["dam.jpg", `${X2};tile=256`, { mode: "RGB", width: 1280, height: 854 }],
    ["emblem.png", "grayscale", { mode: "LA" }],
    ["emblem.png", "invert", { mode: "RGBA" }],
    ["emblem.png", "canny", { mode: "L" }],
    ["emblem.png", `${X2};scale=1.5`, { mode: "RGBA", width: 384, height: 384 }],
  ];
  test.each(cases)("%s through %s", async (picture, uri, expected) => {
    const output = join(folder, `${cases.findIndex((c) => c[0] === picture && c[1] === uri)}.png`);
    const input = shippedPicturePath(picture as "dam.jpg");
    const made = await run(input, output, [uri]);
    expect(made).toMatchObject(expected);
    const written = await Picture.open(output);
    expect(written).toMatchObject({ width: made.width, height: made.height, mode: made.mode });
  });

  test("leaves nothing but its outputs behind", async () => {
    expect((await readdir(folder)).filter((name) => !name.endsWith(".png"))).toEqual([]);
  });
});
