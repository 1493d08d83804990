import { InvalidArgumentError } from "@spillway/core";

/** What the channels of a picture mean: luminance or colour, with or without alpha. Alpha is not premultiplied. */
export type PictureMode = "L" | "LA" | "RGB" | "RGBA";

/** Width and height in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Decoded pixels: 8 bits per channel, interleaved, rows from the top, no padding. */
export interface Raster extends ImageSize {
  readonly mode: PictureMode;
  /** `width · height · channelsOf(mode)` bytes. Never changed after the raster has been made. */
  readonly pixels: Uint8Array;
}

const CHANNELS: Readonly<Record<PictureMode, 1 | 2 | 3 | 4>> = { L: 1, LA: 2, RGB: 3, RGBA: 4 };

/** Bytes of a pixel. */
export function channelsOf(mode: PictureMode): 1 | 2 | 3 | 4 {
  return CHANNELS[mode];
}

/** Whether pixels of that mode can be transparent. */
export function hasAlpha(mode: PictureMode): mode is "LA" | "RGBA" {
  return mode === "LA" || mode === "RGBA";
}

/** Checks that there are as many bytes as the size and the mode say. @throws InvalidArgumentError */
export function raster(size: ImageSize, mode: PictureMode, pixels: Uint8Array): Raster {
  const expected = size.width * size.height * channelsOf(mode);
  if (pixels.length !== expected) {
    throw new InvalidArgumentError(
      `a ${size.width}x${size.height} ${mode} raster has ${expected} bytes, got ${pixels.length}`,
    );
  }
  return { width: size.width, height: size.height, mode, pixels };
}

/**
 * The same picture in another mode. Colour becomes luminance by `luminance`, luminance becomes three equal channels,
 * alpha is dropped or becomes opaque.
 */
export function convertMode(source: Raster, mode: PictureMode): Raster {
  if (source.mode === mode) return source;
  const pixels = new Uint8Array(source.width * source.height * channelsOf(mode));
  const target = { ...source, mode, pixels };
  if (channelsOf(mode) <= 2) copyLuminance(source, target);
  else copyColour(source, target);
  if (hasAlpha(mode)) copyAlpha(source, target);
  return target;
}

function copyLuminance(source: Raster, target: Raster): void {
  const from = channelsOf(source.mode);
  const to = channelsOf(target.mode);
  const { pixels } = source;
  for (let i = 0, o = 0; i < pixels.length; i += from, o += to) {
    const first = pixels[i] ?? 0;
    target.pixels[o] = from < 3 ? first : luminance(first, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0);
  }
}

function copyColour(source: Raster, target: Raster): void {
  const from = channelsOf(source.mode);
  const to = channelsOf(target.mode);
  const step = from < 3 ? 0 : 1;
  for (let i = 0, o = 0; i < source.pixels.length; i += from, o += to) {
    for (let c = 0; c < 3; c++) target.pixels[o + c] = source.pixels[i + c * step] ?? 0;
  }
}

function copyAlpha(source: Raster, target: Raster): void {
  const from = channelsOf(source.mode);
  const to = channelsOf(target.mode);
  const opaque = !hasAlpha(source.mode);
  for (let i = from - 1, o = to - 1; o < target.pixels.length; i += from, o += to) {
    target.pixels[o] = opaque ? 255 : (source.pixels[i] ?? 0);
  }
}

/** ITU-R BT.601 luma in 16-bit fixed point, as Pillow computes its mode L. */
export function luminance(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** Applies a table of 256 values to every colour or luminance channel, and leaves alpha alone. */
export function mapChannels(source: Raster, table: Uint8Array): Raster {
  const channels = channelsOf(source.mode);
  const pixels = new Uint8Array(source.pixels.length);
  const alphaAt = hasAlpha(source.mode) ? channels - 1 : -1;
  for (let i = 0, channel = 0; i < pixels.length; i++) {
    const value = source.pixels[i] ?? 0;
    pixels[i] = channel === alphaAt ? value : (table[value] ?? 0);
    channel = channel === channels - 1 ? 0 : channel + 1;
  }
  return { ...source, pixels };
}

/** A box in pixels; `right` and `bottom` are exclusive. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The part of a raster inside `box`, which must lie within it. */
export function cropRaster(source: Raster, box: Box): Raster {
  const channels = channelsOf(source.mode);
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const rowBytes = width * channels;
  const pixels = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y++) {
    const start = ((box.top + y) * source.width + box.left) * channels;
    pixels.set(source.pixels.subarray(start, start + rowBytes), y * rowBytes);
  }
  return { width, height, mode: source.mode, pixels };
}

/** Upside down. */
export function flipRaster(source: Raster): Raster {
  const rowBytes = source.width * channelsOf(source.mode);
  const pixels = new Uint8Array(source.pixels.length);
  for (let y = 0; y < source.height; y++) {
    const row = source.pixels.subarray(y * rowBytes, (y + 1) * rowBytes);
    pixels.set(row, (source.height - 1 - y) * rowBytes);
  }
  return { ...source, pixels };
}

/** Left becomes right. */
export function mirrorRaster(source: Raster): Raster {
  const channels = channelsOf(source.mode);
  const rowBytes = source.width * channels;
  const pixels = new Uint8Array(source.pixels.length);
  for (let row = 0; row < pixels.length; row += rowBytes) {
    for (let x = 0; x < rowBytes; x += channels) {
      const target = row + rowBytes - channels - x;
      for (let c = 0; c < channels; c++) pixels[target + c] = source.pixels[row + x + c] ?? 0;
    }
  }
  return { ...source, pixels };
}
