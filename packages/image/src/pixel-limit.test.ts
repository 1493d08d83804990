import { Governor } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { runChain } from "./chain.ts";
import type { PictureFormat } from "./format.ts";
import { Picture } from "./picture.ts";
import { processPicture } from "./process-image.ts";
import { createProcessorRegistry } from "./registry.ts";
import { testChainMember } from "./testing/chain-member.ts";
import { fakeModel } from "./testing/fake-model.ts";
import { pattern } from "./testing/pattern.ts";

const picture = Picture.fromRaster(pattern({ width: 120, height: 80 }, "RGB"), "small.png");

describe("a result of more pixels than are allowed", () => {
  test.each([
    ["resize;scale=1000", "120000x80000"],
    ["resize;scale=1e300", "1.2e+302x8e+301"],
    ["resize;scale=200,200", "24000x16000"],
    ["resize;size=60000", "60000x40000"],
    ["resize;align=50000", "50000x50000"],
    ["canny;detect-resolution=60000", "60000x40000"],
    ["canny;detect-align=20000", "20000x20000"],
  ])("is refused of %s before it is made, with processor, size and limit", async (uri, size) => {
    const name = uri.slice(0, uri.indexOf(";"));
    await using governor = new Governor();
    const made = runChain(picture, [await testChainMember(uri)], { governor });
    await expect(made).rejects.toMatchObject({
      code: "ERR_IMAGE_PROCESSOR",
      processor: name,
      picture: "small.png",
      cause: { code: "ERR_PICTURE", limit: 268_402_689 },
    });
    await expect(made).rejects.toThrow(
      new RegExp(
        `^small\\.png: image processor \`${name}\`: a result of ${size.replaceAll("+", "\\+")} has (over 2\\^53|[\\d,]+) pixels, ` +
          "more than the limit of 268,402,689; ask for a smaller one$",
      ),
    );
    const requests = governor.journal.entries.flatMap((entry) =>
      entry.kind === "decision" ? [entry.request.bytes] : [],
    );
    expect(requests.filter((bytes) => bytes > 1e6)).toEqual([]);
  });

  test("is refused of the chain's own resize", async () => {
    const made = runChain(picture, [], { resize: { size: { width: 60_000, height: 60_000 } } });
    await expect(made).rejects.toThrow("small.png: a result of 60000x40000 has 2,400,000,000");
  });

  test("is made where exactly as many are allowed", () => {
    expect(picture.resized({ width: 16_383, height: 16_383 }, "nearest").width).toBe(16_383);
    const beyond = { width: 16_383, height: 16_384 };
    expect(() => picture.resized(beyond, "nearest")).toThrow("268,419,072");
  });

  test("may have as many as the input may, and never fewer than a default input", async () => {
    const bytes = await picture.encode({ format: "png" });
    const size = { width: 20_000, height: 20_000 };
    const raised = await Picture.fromBytes(bytes, "a.png", { maxPixels: 4e8 });
    expect(raised.as("L").resized(size, "nearest")).toMatchObject(size);
    const derived = raised.withRaster(await raised.raster()).withMetadata({});
    expect(derived.resized(size, "nearest")).toMatchObject(size);
    const lowered = await Picture.fromBytes(bytes, "a.png", { maxPixels: 9600 });
    expect(lowered.resized({ width: 1000, height: 1000 }, "nearest").width).toBe(1000);
  });
});

describe("the upscaler", () => {
  async function upscaled(uri: string, format: PictureFormat, width = 8200) {
    const wide = Picture.fromRaster(pattern({ width, height: 2 }, "L"), "wide.png");
    const { session, runs } = fakeModel({ scale: 2 });
    const lease = { value: session, [Symbol.asyncDispose]: () => Promise.resolve() };
    let leases = 0;
    const made = processPicture(wide, format, {
      processors: [createProcessorRegistry().bind(uri)],
      sessions: {
        lease: () => {
          leases += 1;
          return Promise.resolve(lease);
        },
        evict: () => Promise.resolve(),
      },
    });
    const outcome = await made.then(
      ({ width, height }) => ({ width, height }),
      (error: unknown) => error,
    );
    return { outcome, runs, leases: () => leases };
  }

  test("refuses what its scale makes too large before a model is opened", async () => {
    const { outcome, leases } = await upscaled("upscaler;model=m;scale=1000", "png");
    expect(outcome).toMatchObject({
      code: "ERR_IMAGE_PROCESSOR",
      message: expect.stringContaining("a result of 8200000x2000 has 16,400,000,000") as string,
    });
    expect(leases()).toBe(0);
  });

  test("refuses what the model makes too large for the format before it is run on the picture", async () => {
    const { outcome, runs } = await upscaled("upscaler;model=m", "webp");
    expect(outcome).toMatchObject({
      code: "ERR_IMAGE_PROCESSOR",
      processor: "upscaler",
      message: expect.stringContaining("16400x4 does not fit into webp") as string,
    });
    // Its scale is found by a run on a small picture.
    expect(runs).toEqual([[32, 32]]);
  });

  test("writes to the format what is scaled down to fit into it", async () => {
    const { outcome } = await upscaled("upscaler;model=m;scale=1.5", "webp");
    expect(outcome).toEqual({ width: 12_300, height: 3 });
  });
});

describe("encoders", () => {
  test.each([
    ["webp", 16_383],
    ["avif", 16_384],
    ["gif", 65_535],
    ["jpeg", 65_500],
    ["tiff", 65_500],
  ] as const)("of %s take sides of %d pixels and no more", async (format, side) => {
    const fits = picture.resized({ width: side, height: 1 }, "nearest");
    expect((await fits.encode({ format })).length).toBeGreaterThan(0);
    for (const size of [
      { width: side + 1, height: 1 },
      { width: 1, height: side + 1 },
    ]) {
      await expect(picture.resized(size, "nearest").encode({ format })).rejects.toMatchObject({
        code: "ERR_PICTURE",
        path: "small.png",
        size,
        limit: side,
        message: `small.png: ${size.width}x${size.height} does not fit into ${format}, whose sides are at most ${side.toLocaleString("en-US")} pixels; write png, or ask for a smaller size`,
      });
    }
  });

  test("of PNG take sides longer than any other's", async () => {
    const long = picture.resized({ width: 100_000, height: 1 }, "nearest");
    expect((await long.encode({ format: "png" })).length).toBeGreaterThan(0);
  });

  test("are not asked for what does not fit, nor is a pixel decoded for it", async () => {
    const bytes = await picture.encode({ format: "png" });
    const cut = await Picture.fromBytes(bytes.subarray(0, bytes.length / 2), "cut.png");
    const wide = cut.resized({ width: 17_000, height: 1 }, "nearest");
    await expect(wide.encode({ format: "webp" })).rejects.toThrow("does not fit into webp");
  });
});
