import { inProcessHolder, shippedModelPath } from "@spillway/onnx";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fakeModel } from "./testing/fake-model.ts";
import { pattern } from "./testing/pattern.ts";
import { openUpscaler, upscale } from "./upscale.ts";

const plain = { overlap: 8, forceTiling: false };

describe("openUpscaler", () => {
  test.each([1, 2, 3, 4])("finds the scale %i by a run", async (scale) => {
    const { session, runs } = fakeModel({ scale });
    expect((await openUpscaler("m.onnx", session)).scale).toBe(scale);
    expect(runs).toEqual([[32, 32]]);
  });

  test("probes a model of fixed size in that size", async () => {
    const { session, runs } = fakeModel({ scale: 2, side: 24 });
    await openUpscaler("m.onnx", session);
    expect(runs).toEqual([[24, 24]]);
  });

  test.each([
    ["no input", []],
    ["two inputs", [{ name: "a" }, { name: "b" }]],
    ["a vector", [{ name: "a", type: "float32", dims: [1, 1000] }]],
    ["integers", [{ name: "a", type: "int64", dims: [1, 3, 8, 8] }]],
    ["seven channels", [{ name: "a", type: "float32", dims: [1, 7, 8, 8] }]],
    ["a batch of two", [{ name: "a", type: "float32", dims: [2, 3, 8, 8] }]],
  ])("refuses a model with %s and names it", async (_, inputs) => {
    const session = { ...fakeModel({ scale: 2 }).session, inputs: inputs as never };
    await expect(openUpscaler("m.onnx", session)).rejects.toMatchObject({
      code: "ERR_UPSCALER_MODEL",
      model: "m.onnx",
    });
  });

  test("refuses a model that does not enlarge by a whole factor", async () => {
    const { session } = fakeModel({ scale: 2 });
    const run: typeof session.run = async () => {
      const { output } = await session.run({
        input: { type: "float32", dims: [1, 3, 9, 9], data: new Float32Array(243) },
      });
      return { output: output! };
    };
    const halves = openUpscaler("m.onnx", { ...session, run });
    await expect(halves).rejects.toThrow(/makes 18x18 of 32x32; a whole factor/);
  });
});

describe("upscale", () => {
  test("gives each pixel once, however it is tiled", async () => {
    const side = fc.integer({ min: 1, max: 70 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ width: side, height: side }),
        fc.record({
          tile: fc.option(fc.integer({ min: 32, max: 64 }), { nil: undefined }),
          overlap: fc.integer({ min: 0, max: 16 }),
          forceTiling: fc.boolean(),
        }),
        fc.constantFrom<"L" | "RGB">("L", "RGB"),
        fc.constantFrom(1, 3),
        async (size, options, mode, channels) => {
          const { session } = fakeModel({ scale: 2, channels });
          const source = pattern(size, mode);
          const made = await upscale(await openUpscaler("m", session), source, options);
          expect(made).toMatchObject({ width: size.width * 2, height: size.height * 2, mode });
          const count = mode === "L" ? 1 : 3;
          made.pixels.forEach((value, i) => {
            const x = Math.floor(i / count) % made.width;
            const y = Math.floor(i / count / made.width);
            const from = ((y >> 1) * size.width + (x >> 1)) * count + (i % count);
            if (value !== source.pixels[from]) throw new Error(`differs at ${x},${y}`);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test("runs a model of fixed size in that size only", async () => {
    const { session, runs } = fakeModel({ scale: 2, side: 40 });
    const upscaler = await openUpscaler("m", session);
    await upscale(upscaler, pattern({ width: 100, height: 20 }, "RGB"), plain);
    expect(new Set(runs.map(String))).toEqual(new Set(["40,40"]));
  });

  test("halves tiles when memory runs out, and says progress by tile", async () => {
    const { session, runs } = fakeModel({ scale: 2, maxPixels: 40 * 40 });
    const upscaler = await openUpscaler("m", session);
    const progress: string[] = [];
    const made = await upscale(upscaler, pattern({ width: 128, height: 64 }, "RGB"), {
      ...plain,
      tile: 128,
      progress: (done, total) => progress.push(`${done}/${total}`),
    });
    expect(made).toMatchObject({ width: 256, height: 128 });
    expect(runs.slice(1, 4)).toEqual([
      [128, 64],
      [64, 32],
      [32, 32],
    ]);
    expect(progress.at(-1)).toBe(`${progress.length}/${progress.length}`);
  });

  test("gives up on tiles of 32 pixels with the model's error", async () => {
    const { session, runs } = fakeModel({ scale: 2 });
    const upscaler = await openUpscaler("m", session);
    const failing = { ...upscaler, session: fakeModelOutOfMemory(runs) };
    const attempt = upscale(failing, pattern({ width: 128, height: 128 }, "RGB"), plain);
    await expect(attempt).rejects.toThrow("failed to allocate memory");
    expect(runs.slice(1).map(([width]) => width)).toEqual([128, 64, 32]);
  });

  test("stops between tiles when it is aborted", async () => {
    const { session, runs } = fakeModel({ scale: 2 });
    const upscaler = await openUpscaler("m", session);
    const controller = new AbortController();
    const attempt = upscale(upscaler, pattern({ width: 200, height: 200 }, "L"), {
      ...plain,
      tile: 32,
      signal: controller.signal,
      progress: () => controller.abort(new Error("enough")),
    });
    await expect(attempt).rejects.toThrow("enough");
    expect(runs).toHaveLength(2);
  });

  test("makes of tiles what the shipped x2 model makes of the whole, within one level", async () => {
    await using session = await inProcessHolder().open(shippedModelPath("resample-x2"));
    const upscaler = await openUpscaler("resample-x2", session);
    const source = pattern({ width: 150, height: 110 }, "RGB");
    const options = { overlap: 32, forceTiling: false };
    const whole = await upscale(upscaler, source, options);
    const tiled = await upscale(upscaler, source, { ...options, tile: 64 });
    let largest = 0;
    whole.pixels.forEach(
      (value, i) => (largest = Math.max(largest, Math.abs(value - tiled.pixels[i]!))),
    );
    expect(largest).toBeLessThanOrEqual(1);
  });
});

function fakeModelOutOfMemory(
  runs: (readonly [number, number])[],
): ReturnType<typeof fakeModel>["session"] {
  const { session, runs: seen } = fakeModel({ scale: 2, maxPixels: 0 });
  return {
    ...session,
    run(feeds) {
      const result = session.run(feeds);
      runs.push(seen.at(-1)!);
      return result;
    },
  };
}
