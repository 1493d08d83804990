import type { TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import type { Convolution } from "./convolution.ts";
import { type Pair, shape4 } from "./kernel-attributes.ts";

/** Rows and columns to add around an image; a negative count takes them away. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Adds zeros around, or crops, axes 1 and 2 of a rank 4 tensor. */
export function fitSpatial(composer: Composer, x: TensorInfo, margins: Margins): TensorInfo {
  const { top, bottom, left, right } = margins;
  return cropped(composer, padded(composer, x, margins), {
    top: Math.max(0, -top),
    bottom: Math.max(0, -bottom),
    left: Math.max(0, -left),
    right: Math.max(0, -right),
  });
}

/**
 * Convolves an image with margins around it, channels last, by a dilated filter. Around a square filter the backend adds
 * the same margins to both axes without a copy; its results for others are not right.
 */
export function convolveWithin(
  composer: Composer,
  image: TensorInfo,
  filter: TensorInfo,
  margins: Margins,
  dilations: Pair,
): TensorInfo {
  const { top, bottom, left, right } = margins;
  const [height, width] = filter.shape;
  const isSquare = height === width && dilations[0] === dilations[1];
  const isEven = top === left && bottom === right && top >= 0 && bottom >= 0;
  const native = isSquare && isEven;
  const x = native ? image : fitSpatial(composer, image, margins);
  const ends = [top, bottom];
  const pad = native ? [[0, 0], ends, ends, [0, 0]] : "valid";
  const attrs = { strides: [1, 1], pad, dataFormat: "NHWC", dilations: [...dilations] };
  return composer.run("Conv2D", { x, filter }, attrs);
}

function padded(
  composer: Composer,
  x: TensorInfo,
  { top, bottom, left, right }: Margins,
): TensorInfo {
  const rows = [Math.max(0, top), Math.max(0, bottom)];
  const columns = [Math.max(0, left), Math.max(0, right)];
  if ([...rows, ...columns].every((count) => count === 0)) return x;
  const paddings = [[0, 0], rows, columns, [0, 0]];
  return composer.run("PadV2", { x }, { paddings, constantValue: 0 });
}

function cropped(
  composer: Composer,
  x: TensorInfo,
  { top, bottom, left, right }: Margins,
): TensorInfo {
  if ([top, bottom, left, right].every((count) => count === 0)) return x;
  const [batch, height, width, channels] = shape4(x.shape);
  const size = [batch, height - top - bottom, width - left - right, channels];
  return composer.run("Slice", { x }, { begin: [0, top, left, 0], size });
}

/** Puts `stride - 1` zeros between rows and between columns of a rank 4 tensor: what a strided convolution skipped. */
export function spreadSpatial(
  composer: Composer,
  x: TensorInfo,
  [strideHeight, strideWidth]: Pair,
): TensorInfo {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [batch, height, width, channels] = shape4(x.shape);
  // Each row becomes its own axis, so that padding an axis of length 1 behind it puts zeros between rows.
  const split = composer.run("Reshape", { x }, { shape: [batch * height, 1, width, channels] });
  const rows = composer.run(
    "PadV2",
    { x: split },
    {
      paddings: [
        [0, 0],
        [0, strideHeight - 1],
        [0, 0],
        [0, 0],
      ],
      constantValue: 0,
    },
  );
  const tall = [batch * height * strideHeight * width, 1, channels];
  const columns = composer.run(
    "PadV2",
    { x: composer.run("Reshape", { x: rows }, { shape: tall }) },
    {
      paddings: [
        [0, 0],
        [0, strideWidth - 1],
        [0, 0],
      ],
      constantValue: 0,
    },
  );
  const shape = [batch, height * strideHeight, width * strideWidth, channels];
  const spread = composer.run("Reshape", { x: columns }, { shape });
  const after = { top: 0, bottom: 1 - strideHeight, left: 0, right: 1 - strideWidth };
  return fitSpatial(composer, spread, after);
}

/** The margins that make a spread gradient, convolved with the turned filter, as large as the convolution's input. */
export function inputMargins(info: Convolution): Margins {
  const reachHeight = (info.filterHeight - 1) * info.dilationHeight;
  const reachWidth = (info.filterWidth - 1) * info.dilationWidth;
  const spreadHeight = (info.outHeight - 1) * info.strideHeight + 1;
  const spreadWidth = (info.outWidth - 1) * info.strideWidth + 1;
  const { top, left } = info.padInfo;
  return {
    top: reachHeight - top,
    bottom: info.inHeight - spreadHeight + top,
    left: reachWidth - left,
    right: info.inWidth - spreadWidth + left,
  };
}
