import { PictureSizeError } from "./errors.ts";
import { largestSide, type PictureFormat } from "./format.ts";
import type { ImageSize } from "./raster.ts";
import { formatSize } from "./size.ts";

/** The most pixels that a picture may have unless stated: 16,383 squared, as in sharp. */
export const MAX_PIXELS: number = 0x3fff ** 2;

/** Refuses an input of more pixels than `limit`. @throws PictureSizeError */
export function checkInput(label: string, size: ImageSize, limit: number): void {
  const pixels = size.width * size.height;
  if (pixels <= limit) return;
  const problem = `${formatSize(size)} are ${count(pixels)} pixels, more than the limit of ${count(limit)}`;
  throw new PictureSizeError(label, `${problem}; scale it down with another program first`, {
    size,
    limit,
  });
}

/** Refuses a result of more pixels than `limit` before it is made. @throws PictureSizeError */
export function checkResult(label: string, size: ImageSize, limit: number): void {
  const pixels = size.width * size.height;
  if (pixels <= limit) return;
  const problem = `a result of ${formatSize(size)} has ${count(pixels)} pixels, more than the limit of ${count(limit)}`;
  throw new PictureSizeError(label, `${problem}; ask for a smaller one`, { size, limit });
}

/** Refuses a size that files of a format cannot have. @throws PictureSizeError */
export function checkFormat(label: string, size: ImageSize, format: PictureFormat): void {
  const limit = largestSide(format);
  if (Math.max(size.width, size.height) <= limit) return;
  const problem = `${formatSize(size)} does not fit into ${format}, whose sides are at most ${count(limit)} pixels`;
  throw new PictureSizeError(label, `${problem}; write png, or ask for a smaller size`, {
    size,
    limit,
  });
}

function count(pixels: number): string {
  return Number.isSafeInteger(pixels) ? pixels.toLocaleString("en-US") : "over 2^53";
}
