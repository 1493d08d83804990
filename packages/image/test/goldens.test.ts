import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  createProcessorRegistry,
  Picture,
  type Raster,
  type ProcessorContext,
} from "../src/index.ts";
import { loadOpenCv } from "../src/opencv.ts";

const context: ProcessorContext = {
  device: "host",
  modelOffload: false,
  sessions: {
    lease: () => Promise.reject(new Error("no model is needed here")),
    evict: () => Promise.resolve(),
  },
};

async function golden(name: string): Promise<Raster> {
  const path = fileURLToPath(new URL(`goldens/${name}.png`, import.meta.url));
  return (await Picture.open(path)).raster();
}

async function processed(uri: string): Promise<Raster> {
  const scene = Picture.fromRaster(await golden("scene"));
  const processor = await createProcessorRegistry().create(uri, context);
  const size = { width: scene.width, height: scene.height };
  const input = processor.modes?.includes("RGB") === false ? scene.as("L") : scene;
  const made = await processor.postResize?.(input, {
    size,
    checkResult: () => undefined,
    progress: () => undefined,
  });
  return (made ?? scene).raster();
}

function levels(a: Raster, b: Raster): { readonly mean: number; readonly largest: number } {
  expect(a).toMatchObject({ width: b.width, height: b.height, mode: b.mode });
  const differences = Array.from(a.pixels, (value, i) => Math.abs(value - (b.pixels[i] ?? 0)));
  const sum = differences.reduce((total, difference) => total + difference, 0);
  return {
    mean: sum / differences.length,
    largest: differences.reduce((x, y) => Math.max(x, y), 0),
  };
}

describe("processors agree with Pillow and OpenCV pixel for pixel", () => {
  test.each([
    ["grayscale", "grayscale"],
    ["invert", "invert"],
    ["posterize;bits=3", "posterize-3"],
    ["flip", "flip"],
    ["mirror", "mirror"],
    ["crop;box=10x20x90x70", "crop"],
    ["canny", "canny-default"],
    ["canny;gray=true", "canny-gray"],
    ["canny;blur=true", "canny-blur"],
    ["canny;lower=400;upper=900;aperture-size=5;L2-gradient=true", "canny-aperture-5-l2"],
    ["canny;lower=5000;upper=9000;aperture-size=7", "canny-aperture-7"],
    ["canny;threshold-algo=otsu", "canny-otsu"],
    ["canny;threshold-algo=triangle", "canny-triangle"],
    ["canny;threshold-algo=median;gray=true", "canny-median"],
  ])("%s", async (uri, name) => {
    expect(levels(await processed(uri), await golden(name)).largest).toBe(0);
  });

  test("the edges in the goldens are neither none nor everywhere", async () => {
    for (const name of ["default", "aperture-5-l2", "aperture-7", "otsu", "triangle", "median"]) {
      const { pixels } = await golden(`canny-${name}`);
      const share = pixels.filter((value) => value === 255).length / pixels.length;
      expect(share).toBeGreaterThan(0.01);
      expect(share).toBeLessThan(0.6);
    }
  });

  test("canny is what OpenCV.js gives when it is called directly", async () => {
    const scene = await golden("scene");
    const { cv } = await loadOpenCv();
    const source = cv.matFromArray(scene.height, scene.width, cv.CV_8UC3, scene.pixels);
    const edges = new cv.Mat();
    cv.Canny(source, edges, 50, 100, 3, false);
    expect((await processed("canny")).pixels).toEqual(Uint8Array.from(edges.data));
    source.delete();
    edges.delete();
  });
});

describe("resize is close to Pillow's", () => {
  test.each([
    ["resize;size=64x48;algo=lanczos", "resize-down-lanczos", 0.5, 6],
    // libvips places enlarged pixels half an output pixel from where Pillow does, which shows at edges.
    ["resize;size=192x144;algo=bicubic", "resize-up-bicubic", 7, 90],
  ])("%s", async (uri, name, mean, largest) => {
    const found = levels(await processed(uri), await golden(name));
    expect(found.mean).toBeLessThan(mean);
    expect(found.largest).toBeLessThanOrEqual(largest);
  });
});

describe("loading OpenCV", () => {
  test("leaves the process's listeners for uncaught errors as they were", async () => {
    const count = (): number =>
      process.listenerCount("uncaughtException") + process.listenerCount("unhandledRejection");
    const before = count();
    await loadOpenCv();
    expect(count()).toBe(before);
  });
});
