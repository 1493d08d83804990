import { channelsOf, type ImageSize, type PictureMode } from "./raster.ts";

/** Rasters of fewer bytes are not announced: making room for them would take longer than they last. */
const CONSIDERABLE = 32 * 1024 * 1024;

/** The size and mode of pixels that need not exist yet. */
export interface RasterShape extends ImageSize {
  readonly mode: PictureMode;
}

/** Bytes of rasters that are in memory together; undefined when they are too few for the memory guard. */
export function considerableBytes(...rasters: readonly RasterShape[]): number | undefined {
  const bytes = rasters.reduce(
    (sum, { width, height, mode }) => sum + width * height * channelsOf(mode),
    0,
  );
  return bytes < CONSIDERABLE ? undefined : bytes;
}

/** For steps that make a picture of the same size and mode. */
export function sameShapeBytes(picture: RasterShape): number | undefined {
  return considerableBytes(picture, picture);
}
