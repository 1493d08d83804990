import type { Kernel, Picture } from "./picture.ts";
import type { ImageSize } from "./raster.ts";
import { sameSize, targetSize, type ResizeRequest } from "./size.ts";
import { considerableBytes } from "./work-bytes.ts";

/** The filters that a user may name. */
export const RESIZE_FILTERS = [
  "auto",
  "nearest",
  "box",
  "bilinear",
  "hamming",
  "bicubic",
  "lanczos",
] as const;

/** The name of a filter. */
export type ResizeFilter = (typeof RESIZE_FILTERS)[number];

/**
 * The kernel for a filter. `auto` takes cubic to enlarge by less than 3 and lanczos otherwise; the smaller of the two
 * axis ratios counts. sharp has no box and no hamming kernel: `linear` is the nearest in support.
 */
export function chooseKernel(filter: ResizeFilter, from: ImageSize, to: ImageSize): Kernel {
  switch (filter) {
    case "nearest":
      return "nearest";
    case "box":
    case "bilinear":
    case "hamming":
      return "linear";
    case "bicubic":
      return "cubic";
    case "lanczos":
      return "lanczos3";
    case "auto": {
      const scale = Math.min(to.width / from.width, to.height / from.height);
      return scale > 1 && scale < 3 ? "cubic" : "lanczos3";
    }
  }
}

/** A resize request with its filter, `auto` unless stated. */
export interface PictureResize extends ResizeRequest {
  readonly filter?: ResizeFilter | undefined;
}

/**
 * Bytes of both pictures of a resize, as `considerableBytes` has them; fewer where one streams into the other.
 * @throws PictureSizeError
 */
export function resizeBytes(picture: Picture, request: PictureResize): number | undefined {
  const { width, height } = targetSize(picture, request);
  picture.checkResult({ width, height });
  if (sameSize({ width, height }, picture)) return undefined;
  return considerableBytes(picture, { width, height, mode: picture.mode });
}

/** The picture in the size that the request gives; the same picture when that is the size it has. @throws PictureSizeError */
export function resizePicture(picture: Picture, request: PictureResize): Picture {
  const size = targetSize(picture, request);
  if (sameSize(size, picture)) return picture;
  return picture.resized(size, chooseKernel(request.filter ?? "auto", picture, size));
}
