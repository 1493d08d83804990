import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { type Convolution, type ConvolutionGeometry, readConvolution } from "./convolution.ts";
import {
  readFormat,
  readShape4,
  readTensor,
  shape4,
  type TensorFormat,
} from "./kernel-attributes.ts";
import { convolveWithin } from "./spatial.ts";

/** Elements of the output's gradient per pass; the convolution holds several copies of them at once. */
const PASS_ELEMENTS = 1 << 21;

/**
 * `Conv2DBackpropFilter`: `dW[i,j,c,k] = Σ_{b,r,q} x[b, r·s+i−top, q·s+j−left, c] · dy[b,r,q,k]`.
 *
 * That sum is itself a convolution: of x with channels as images and images as channels, by dy as the filter,
 * dilated by the stride. Images are taken a few at a time so that the copies stay small.
 */
export function conv2dBackpropFilter(
  composer: Composer,
  call: KernelCall,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const x = readTensor(call, "x");
  const dy = readTensor(call, "dy");
  const filterShape = readShape4(call, "filterShape");
  const format = readFormat(call);
  const info = readConvolution(geometry, call, shape4(x.shape), filterShape, "full");
  const perPass = imagesPerPass(info);
  const parts: TensorInfo[] = [];
  for (let first = 0; first < info.batchSize; first += perPass) {
    const count = Math.min(perPass, info.batchSize - first);
    const part = composer.within((inner) => {
      const ofX = images(inner, x, first, count);
      const ofDy = images(inner, dy, first, count);
      return filterGradient(inner, ofX, ofDy, info, format);
    });
    parts.push(part);
  }
  const [only, ...others] = parts;
  if (only === undefined) return zeros(composer, filterShape);
  return others.length === 0 ? only : composer.run("AddN", parts);
}

function imagesPerPass({ outHeight, outWidth, outChannels, batchSize }: Convolution): number {
  const perImage = Math.max(1, outHeight * outWidth * outChannels);
  return Math.min(Math.max(1, Math.floor(PASS_ELEMENTS / perImage)), Math.max(1, batchSize));
}

function images(composer: Composer, x: TensorInfo, first: number, count: number): TensorInfo {
  const [batch, ...rest] = shape4(x.shape);
  if (count === batch) return x;
  return composer.run("Slice", { x }, { begin: [first, 0, 0, 0], size: [count, ...rest] });
}

function filterGradient(
  composer: Composer,
  x: TensorInfo,
  dy: TensorInfo,
  info: Convolution,
  format: TensorFormat,
): TensorInfo {
  const channelsLast = format === "NHWC";
  const byChannel = composer.run(
    "Transpose",
    { x },
    { perm: channelsLast ? [3, 1, 2, 0] : [1, 2, 3, 0] },
  );
  const filter = composer.run(
    "Transpose",
    { x: dy },
    { perm: channelsLast ? [1, 2, 0, 3] : [2, 3, 0, 1] },
  );
  const { top, left } = info.padInfo;
  const reachedRows = (info.outHeight - 1) * info.strideHeight + info.filterHeight;
  const reachedColumns = (info.outWidth - 1) * info.strideWidth + info.filterWidth;
  const margins = {
    top,
    bottom: reachedRows - top - info.inHeight,
    left,
    right: reachedColumns - left - info.inWidth,
  };
  const steps = [info.strideHeight, info.strideWidth] as const;
  const gradient = convolveWithin(composer, byChannel, filter, margins, steps);
  return composer.run("Transpose", { x: gradient }, { perm: [1, 2, 0, 3] });
}

function zeros(composer: Composer, shape: readonly number[]): TensorInfo {
  return composer.run("Fill", {}, { shape: [...shape], value: 0, dtype: "float32" });
}
