import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { type Convolution, type ConvolutionGeometry, readConvolution } from "./convolution.ts";
import { type Pair, readShape4, readTensor, shape4 } from "./kernel-attributes.ts";
import { fitSpatial } from "./spatial.ts";

/**
 * `DepthwiseConv2dNativeBackpropFilter`:
 * `dW[i,j,c,m] = Σ_{b,r,q} x[b, r·s+i·d−top, q·s+j·d−left, c] · dy[b,r,q, c·M+m]`.
 *
 * One pass per filter element: the pixels of x that it saw, times dy, summed by a product with a row of ones.
 */
export function depthwiseBackpropFilter(
  composer: Composer,
  call: KernelCall,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const x = readTensor(call, "x");
  const filterShape = readShape4(call, "filterShape");
  const info = readConvolution(geometry, call, shape4(x.shape), filterShape, "depthwise");
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const shape = [pixels, info.inChannels, filterShape[3]];
  const dy = composer.run("Reshape", { x: readTensor(call, "dy") }, { shape });
  const ones = composer.run("Fill", {}, { shape: [1, 1, pixels], value: 1, dtype: "float32" });
  const fitted = fitToReach(composer, x, info);
  const rows: TensorInfo[] = [];
  for (let i = 0; i < info.filterHeight; i++) {
    for (let j = 0; j < info.filterWidth; j++) {
      const corner: Pair = [i * info.dilationHeight, j * info.dilationWidth];
      rows.push(composer.within((inner) => tapGradient(inner, { fitted, dy, ones }, info, corner)));
    }
  }
  const stacked = composer.run("Concat", rows, { axis: 0 });
  return composer.run("Reshape", { x: stacked }, { shape: [...filterShape] });
}

interface Operands {
  readonly fitted: TensorInfo;
  /** Pixels, input channels, channel multiplier. */
  readonly dy: TensorInfo;
  readonly ones: TensorInfo;
}

function tapGradient(
  composer: Composer,
  { fitted, dy, ones }: Operands,
  info: Convolution,
  [top, left]: Pair,
): TensorInfo {
  const end = [
    info.batchSize,
    top + (info.outHeight - 1) * info.strideHeight + 1,
    left + (info.outWidth - 1) * info.strideWidth + 1,
    info.inChannels,
  ];
  const seen = composer.run(
    "StridedSlice",
    { x: fitted },
    {
      begin: [0, top, left, 0],
      end,
      strides: [1, info.strideHeight, info.strideWidth, 1],
      ...NO_MASKS,
    },
  );
  const [pixels = 0, channels = 0, multiplier = 0] = dy.shape;
  const a = composer.run("Reshape", { x: seen }, { shape: [pixels, channels, 1] });
  const products = composer.run("Multiply", { a, b: dy });
  const flat = { shape: [1, pixels, channels * multiplier] };
  const b = composer.run("Reshape", { x: products }, flat);
  const attrs = { transposeA: false, transposeB: false };
  const sums = composer.run("BatchMatMul", { a: ones, b }, attrs);
  return composer.run("Reshape", { x: sums }, { shape: [1, channels * multiplier] });
}

const NO_MASKS = {
  beginMask: 0,
  endMask: 0,
  ellipsisMask: 0,
  newAxisMask: 0,
  shrinkAxisMask: 0,
} as const;

/** Pads x so that every filter element finds a pixel for every output, and crops what none of them sees. */
function fitToReach(composer: Composer, x: TensorInfo, info: Convolution): TensorInfo {
  const { top, left } = info.padInfo;
  const filterReachHeight = (info.filterHeight - 1) * info.dilationHeight;
  const filterReachWidth = (info.filterWidth - 1) * info.dilationWidth;
  const height = (info.outHeight - 1) * info.strideHeight + filterReachHeight + 1;
  const width = (info.outWidth - 1) * info.strideWidth + filterReachWidth + 1;
  return fitSpatial(composer, x, {
    top,
    bottom: height - top - info.inHeight,
    left,
    right: width - left - info.inWidth,
  });
}
