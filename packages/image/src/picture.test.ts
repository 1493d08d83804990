import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { PictureError } from "./errors.ts";
import { Picture } from "./picture.ts";
import { insertChunks, pngChunk, textChunk } from "./png-text.ts";
import { channelsOf, raster, type PictureMode } from "./raster.ts";
import { pattern } from "./testing/pattern.ts";

const MODES: readonly PictureMode[] = ["L", "LA", "RGB", "RGBA"];

describe("Picture", () => {
  test.each(MODES)("keeps the pixels of a %s picture through PNG", async (mode) => {
    const pixels = pattern({ width: 37, height: 23 }, mode);
    const png = await Picture.fromRaster(pixels).encode({ format: "png" });
    const read = await Picture.fromBytes(png, "x.png");
    expect(read.mode).toBe(mode);
    expect((await read.raster()).pixels).toEqual(pixels.pixels);
  });

  test.each(MODES)("resizes a %s picture to the size asked for", async (mode) => {
    const picture = Picture.fromRaster(pattern({ width: 40, height: 30 }, mode));
    const small = await picture.resized({ width: 20, height: 10 }, "lanczos3").raster();
    expect(small).toMatchObject({ width: 20, height: 10, mode });
    expect(small.pixels).toHaveLength(200 * channelsOf(mode));
  });

  test.each(["png", "jpeg", "webp", "tiff", "gif", "avif"] as const)(
    "writes %s",
    async (format) => {
      const picture = Picture.fromRaster(pattern({ width: 16, height: 16 }, "RGB"));
      const bytes = await picture.encode({ format });
      const found = await sharp(bytes).metadata();
      expect(found.format).toBe(format === "avif" ? "heif" : format);
    },
  );

  test("puts white behind a transparent picture that is written as JPEG", async () => {
    const clear = raster({ width: 8, height: 8 }, "RGBA", new Uint8Array(256));
    const bytes = await Picture.fromRaster(clear).encode({ format: "jpeg" });
    const decoded = await Picture.fromBytes(bytes, "x.jpg");
    expect(Math.min(...(await decoded.raster()).pixels)).toBeGreaterThan(250);
  });

  test("gives the same pixels fused and step by step when it resizes a PNG", async () => {
    const pixels = pattern({ width: 61, height: 47 }, "RGB");
    const png = await Picture.fromRaster(pixels).encode({ format: "png" });
    const picture = await Picture.fromBytes(png, "x.png");
    const fused = await picture
      .resized({ width: 30, height: 20 }, "lanczos3")
      .encode({ format: "png" });
    const decoded = await sharp(fused).raw().toBuffer();
    const stepwise = Picture.fromRaster(pixels).resized({ width: 30, height: 20 }, "lanczos3");
    expect(new Uint8Array(decoded)).toEqual(new Uint8Array((await stepwise.raster()).pixels));
  });

  test("resamples twice when it is resized twice, in that order", async () => {
    const picture = Picture.fromRaster(pattern({ width: 64, height: 64 }, "L"));
    const twice = picture
      .resized({ width: 4, height: 4 }, "lanczos3")
      .resized({ width: 64, height: 64 }, "cubic");
    const once = await picture.raster();
    expect((await twice.raster()).pixels).not.toEqual(once.pixels);
    expect(twice).toMatchObject({ width: 64, height: 64 });
  });

  test("is the same picture when the mode is the one it has", () => {
    const picture = Picture.fromRaster(pattern({ width: 4, height: 4 }, "RGB"));
    expect(picture.as("RGB")).toBe(picture);
  });
});

describe("what a picture keeps", () => {
  test("applies the orientation in EXIF and writes the picture upright", async () => {
    const { pixels } = pattern({ width: 8, height: 4 }, "RGB");
    const bytes = await sharp(pixels, { raw: { width: 8, height: 4, channels: 3 } })
      .withExif({ IFD0: { ImageDescription: "a lighthouse" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const picture = await Picture.fromBytes(bytes, "x.jpg");
    expect(picture).toMatchObject({ width: 4, height: 8 });
    const processed = picture.withRaster(await picture.raster());
    for (const written of [await Picture.fromBytes(bytes, "x.jpg"), processed]) {
      const found = await sharp(await written.encode({ format: "jpeg" })).metadata();
      expect(found).toMatchObject({ width: 4, height: 8, orientation: 1 });
      expect(found.exif?.toString("latin1")).toContain("a lighthouse");
    }
  });

  test("keeps PNG text through both paths and adds a second key", async () => {
    const plain = await Picture.fromRaster(pattern({ width: 9, height: 9 }, "RGB")).encode({
      format: "png",
    });
    const text = textChunk({ keyword: "parameters", text: "a cat\nSteps: 20" });
    const picture = await Picture.fromBytes(insertChunks(plain, [text]), "x.png");
    const processed = picture.withRaster(await picture.raster());
    const ours = { keyword: "spillway", text: "größer → kleiner" };
    for (const written of [await Picture.fromBytes(insertChunks(plain, [text]), "x"), processed]) {
      const png = await written.encode({ format: "png", text: [ours] });
      const { comments } = await sharp(png).metadata();
      expect(comments).toContainEqual({ keyword: "parameters", text: "a cat\nSteps: 20" });
      expect(comments).toContainEqual(ours);
    }
  });

  test("keeps none of it when that is asked for", async () => {
    const { pixels } = pattern({ width: 9, height: 9 }, "RGB");
    const plain = await sharp(pixels, { raw: { width: 9, height: 9, channels: 3 } })
      .withExif({ IFD0: { ImageDescription: "a lighthouse" } })
      .withIccProfile("p3")
      .png()
      .toBuffer();
    const text = textChunk({ keyword: "parameters", text: "a cat" });
    const picture = await Picture.fromBytes(insertChunks(plain, [text]), "x.png");
    expect(picture.metadata).toMatchObject({ comments: [{ keyword: "parameters" }] });
    const processed = picture.withRaster(await picture.raster());
    const untouched = await Picture.fromBytes(insertChunks(plain, [text]), "x.png");
    for (const written of [untouched, processed]) {
      const png = await written.encode({ format: "png", stripMetadata: true });
      const { exif, icc, xmp, comments } = await sharp(png).metadata();
      expect({ exif, icc, xmp, comments }).toEqual({});
    }
  });

  test("keeps the colour profile when it only resizes", async () => {
    const { pixels } = pattern({ width: 16, height: 16 }, "RGB");
    const bytes = await sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } })
      .withIccProfile("p3")
      .png()
      .toBuffer();
    const picture = await Picture.fromBytes(bytes, "x.png");
    const small = picture.resized({ width: 8, height: 8 }, "lanczos3");
    const found = await sharp(await small.encode({ format: "png" })).metadata();
    expect(found.hasProfile).toBe(true);
  });

  test.each(["rgb16", "cmyk"] as const)("reads %s as 8-bit sRGB", async (space) => {
    const base = sharp({
      create: { width: 4, height: 4, channels: 3, background: { r: 200, g: 100, b: 50 } },
    });
    const bytes =
      space === "cmyk"
        ? await base.toColourspace(space).withIccProfile("cmyk").jpeg({ quality: 100 }).toBuffer()
        : await base.toColourspace(space).png().toBuffer();
    const picture = await Picture.fromBytes(bytes, "x");
    const { pixels, mode } = await picture.raster();
    expect(mode).toBe("RGB");
    const tolerance = space === "cmyk" ? 30 : 0;
    [200, 100, 50].forEach((value, i) => {
      expect(Math.abs((pixels[i] ?? 0) - value)).toBeLessThanOrEqual(tolerance);
    });
    const written = await sharp(await picture.encode({ format: "png" })).metadata();
    expect(written).toMatchObject({ space: "srgb", depth: "uchar" });
  });
});

describe("bad pictures", () => {
  async function encoded(format: "png" | "jpeg" | "webp"): Promise<Uint8Array> {
    return Picture.fromRaster(pattern({ width: 200, height: 150 }, "RGB")).encode({ format });
  }

  test.each([
    ["png", 0.98],
    ["png", 0.5],
    ["jpeg", 0.98],
    ["jpeg", 0.5],
    ["webp", 0.9],
  ] as const)(
    "refuses a %s file cut at %f of its length and names it",
    async (format, fraction) => {
      const bytes = await encoded(format);
      const cut = bytes.subarray(0, Math.floor(bytes.length * fraction));
      const decode = async (): Promise<unknown> => (await Picture.fromBytes(cut, "cut.x")).raster();
      await expect(decode()).rejects.toMatchObject({ code: "ERR_PICTURE", path: "cut.x" });
      const fused = async (): Promise<unknown> => {
        const picture = await Picture.fromBytes(cut, "cut.x");
        return picture.resized({ width: 20, height: 15 }, "lanczos3").encode({ format: "png" });
      };
      await expect(fused()).rejects.toThrow(PictureError);
    },
  );

  test("refuses 100,000 x 100,000 pixels by the header, with the numbers", async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(100_000, 0);
    header.writeUInt32BE(100_000, 4);
    header.set([8, 2], 8);
    const signature = Buffer.from("89504e470d0a1a0a", "hex");
    const chunks = [
      pngChunk("IHDR", header),
      pngChunk("IDAT", deflateSync(Buffer.alloc(64))),
      pngChunk("IEND", Buffer.alloc(0)),
    ];
    const huge = Picture.fromBytes(Buffer.concat([signature, ...chunks]), "huge.png");
    await expect(huge).rejects.toThrow(
      "huge.png: 100000x100000 are 10,000,000,000 pixels, more than the limit of 268,402,689; scale it down with another program first",
    );
  });

  test.each([
    ["an empty file", new Uint8Array()],
    ["a text file", Buffer.from("no picture at all")],
  ])("refuses %s", async (_, bytes) => {
    await expect(Picture.fromBytes(bytes, "a.txt")).rejects.toMatchObject({
      code: "ERR_PICTURE",
      path: "a.txt",
    });
  });

  test("names a missing file", async () => {
    await expect(Picture.open("/nowhere/a.png")).rejects.toThrow(
      /^\/nowhere\/a\.png: cannot be read \(ENOENT/,
    );
  });
});
