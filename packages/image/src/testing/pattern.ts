import { channelsOf, raster, type ImageSize, type PictureMode, type Raster } from "../raster.ts";

/** A deterministic picture with smooth parts, edges and noise in every channel. */
export function pattern(size: ImageSize, mode: PictureMode): Raster {
  const channels = channelsOf(mode);
  const pixels = new Uint8Array(size.width * size.height * channels);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const pixel = Math.floor(i / channels);
    const x = pixel % size.width;
    const y = Math.floor(pixel / size.width);
    const edge = (Math.floor(x / 7) + Math.floor(y / 5)) % 2 === 0 ? 60 : 0;
    pixels[i] = Math.min(
      255,
      ((x * 3 + y * 2 + (i % channels) * 40) % 160) + edge + ((state >> 16) % 32),
    );
  }
  return raster(size, mode, pixels);
}
