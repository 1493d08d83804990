import type { KernelCall } from "../tensorflow.ts";
import {
  type Pair,
  type Padding,
  type Rounding,
  type Shape4,
  type TensorFormat,
  readFormat,
  readPadding,
  readPair,
  readRounding,
} from "./kernel-attributes.ts";

/** What of TensorFlow.js's `Conv2DInfo` these kernels use; all in pixels. */
export interface Convolution {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

/** `backend_util` of TensorFlow.js, so that pads and output sizes are worked out as every backend does. */
export interface ConvolutionGeometry {
  convertConv2DDataFormat(dataFormat: TensorFormat): "channelsLast" | "channelsFirst";
  computeConv2DInfo(
    inShape: Shape4,
    filterShape: Shape4,
    strides: number | Pair,
    dilations: number | Pair,
    pad: Padding,
    roundingMode?: Rounding,
    depthwise?: boolean,
    dataFormat?: "channelsLast" | "channelsFirst",
  ): Convolution;
}

/** What a call of one of the convolution gradients means. */
export function readConvolution(
  geometry: ConvolutionGeometry,
  call: KernelCall,
  inShape: Shape4,
  filterShape: Shape4,
  kind: "full" | "depthwise",
): Convolution {
  return geometry.computeConv2DInfo(
    inShape,
    filterShape,
    readPair(call, "strides"),
    readPair(call, "dilations"),
    readPadding(call),
    readRounding(call),
    kind === "depthwise",
    geometry.convertConv2DDataFormat(readFormat(call)),
  );
}
