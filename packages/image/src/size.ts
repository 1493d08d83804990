import { ImageSizeError } from "./errors.ts";
import type { ImageSize } from "./raster.ts";

/** The largest side that a size may ask for; formats and libraries stop near it. */
const MAX_SIDE = 65_535;

/** Reads `512` (a square) or `640x480`. @throws ImageSizeError */
export function parseSize(text: string): ImageSize {
  const match = /^\s*(\d+)(?:\s*[xX]\s*(\d+))?\s*$/.exec(text);
  if (match === null) throw new ImageSizeError(text, "not a size");
  const width = Number(match[1]);
  const height = Number(match[2] ?? match[1]);
  if (width < 1 || height < 1) throw new ImageSizeError(text, "a side of zero pixels");
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new ImageSizeError(text, `a side of more than ${MAX_SIDE} pixels`);
  }
  return { width, height };
}

/** How a resize step chooses the size of its result. */
export interface ResizeRequest {
  /** No size keeps the picture's own, apart from alignment. */
  readonly size?: ImageSize | undefined;
  /** Whether the height follows the width, and the height asked for is ignored; true unless stated. */
  readonly aspect?: boolean | undefined;
  /** Both sides are rounded down to a multiple of this; 1 unless stated. */
  readonly align?: number | undefined;
}

/**
 * The size that a picture of size `from` gets. Aspect-correct sizes follow the requested width alone:
 * `height = int(h · W / w)`. Alignment applies to whatever results, also when no size is given. A side shorter than
 * the alignment becomes one unit, because a picture cannot have an empty side.
 */
export function targetSize(from: ImageSize, request: ResizeRequest): ImageSize {
  const { size, aspect = true, align = 1 } = request;
  const wanted = size === undefined ? from : aspect ? fitWidth(from, size.width) : size;
  return { width: alignDown(wanted.width, align), height: alignDown(wanted.height, align) };
}

function fitWidth(from: ImageSize, width: number): ImageSize {
  return { width, height: Math.max(1, Math.floor((from.height * width) / from.width)) };
}

/** The largest multiple of `align` that is not above `side`, and at least `align` itself. */
export function alignDown(side: number, align: number): number {
  return Math.max(align, side - (side % align));
}

/** The smallest alignment that satisfies both. */
export function commonAlignment(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

export function sameSize(a: ImageSize, b: ImageSize): boolean {
  return a.width === b.width && a.height === b.height;
}

export function formatSize(size: ImageSize): string {
  return `${size.width}x${size.height}`;
}
