import type { OutputInfo, Sharp } from "sharp";
import { channelsOf, raster, type PictureMode, type Raster } from "./raster.ts";
import type { SharpFactory } from "./sharp-peer.ts";

/** A pipeline that starts from pixels. */
export function rawInput(sharp: SharpFactory, source: Raster): Sharp {
  const { width, height, mode, pixels } = source;
  return sharp(pixels, {
    raw: { width, height, channels: channelsOf(mode) },
    limitInputPixels: false,
  });
}

/** Raw output as a raster of `mode`; sharp gives more channels than asked for where it worked in colour. */
export function collapse(data: Uint8Array, info: OutputInfo, mode: PictureMode): Raster {
  const wanted = channelsOf(mode);
  if (info.channels === wanted) {
    return raster(info, mode, new Uint8Array(data.buffer, data.byteOffset, data.length));
  }
  const kept = wanted === 2 ? [0, info.channels - 1] : Array.from({ length: wanted }, (_, c) => c);
  const pixels = new Uint8Array(info.width * info.height * wanted);
  for (let i = 0, o = 0; i < data.length; i += info.channels) {
    for (const channel of kept) pixels[o++] = data[i + channel] ?? 0;
  }
  return raster(info, mode, pixels);
}
