import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { type ConvolutionGeometry, readConvolution } from "./convolution.ts";
import { readFormat, readShape4, readTensor, shape4 } from "./kernel-attributes.ts";
import { convolveWithin, fitSpatial, inputMargins, spreadSpatial } from "./spatial.ts";

/**
 * `Conv2DBackpropInput`: `dx[b,y,x,c] = Σ_{i,j,k} dy[b, (y−i+top)/s, (x−j+left)/s, k] · W[i,j,c,k]`, over the places
 * where the divisions come out even.
 *
 * As a convolution: dy with the steps that the stride skipped filled with zeros, by the filter turned half around
 * with its channels swapped. The backend has a kernel for this, a plain loop; its convolution is far faster.
 */
export function conv2dBackpropInput(
  composer: Composer,
  call: KernelCall,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const given = readTensor(call, "dy");
  const filter = readTensor(call, "filter");
  const channelsLast = readFormat(call) === "NHWC";
  const inShape = readShape4(call, "inputShape");
  const info = readConvolution(geometry, call, inShape, shape4(filter.shape), "full");
  const dy = channelsLast ? given : composer.run("Transpose", { x: given }, { perm: [0, 2, 3, 1] });
  const [, height, width] = shape4(dy.shape);
  // A transposed convolution may be given more than the output size asks for; the rest does not count.
  const extra = { bottom: info.outHeight - height, right: info.outWidth - width };
  const used = fitSpatial(composer, dy, { top: 0, left: 0, ...extra });
  const spread = spreadSpatial(composer, used, [info.strideHeight, info.strideWidth]);
  const turned = composer.run("Reverse", { x: filter }, { dims: [0, 1] });
  const swapped = composer.run("Transpose", { x: turned }, { perm: [0, 1, 3, 2] });
  const dx = convolveWithin(composer, spread, swapped, inputMargins(info), [1, 1]);
  return channelsLast ? dx : composer.run("Transpose", { x: dx }, { perm: [0, 3, 1, 2] });
}
