import { InvalidArgumentError } from "@spillway/core";
import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { type ConvolutionGeometry, readConvolution } from "./convolution.ts";
import { type Pair, readShape4, readTensor, shape4 } from "./kernel-attributes.ts";
import { fitSpatial, inputMargins, spreadSpatial } from "./spatial.ts";

/**
 * `DepthwiseConv2dNativeBackpropInput`:
 * `dx[b,y,x,c] = Σ_{i,j,m} dy[b, (y−i·d+top)/s, (x−j·d+left)/s, c·M+m] · W[i,j,c,m]`, over the places where the
 * divisions come out even.
 *
 * For each of the M filters per channel a depthwise convolution of the spread dy by that filter turned half around.
 */
export function depthwiseBackpropInput(
  composer: Composer,
  call: KernelCall,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const dy = readTensor(call, "dy");
  const filter = readTensor(call, "filter");
  const [height, width, channels, multiplier] = shape4(filter.shape);
  const inShape = readShape4(call, "inputShape");
  const info = readConvolution(
    geometry,
    call,
    inShape,
    [height, width, channels, multiplier],
    "depthwise",
  );
  const strides: Pair = [info.strideHeight, info.strideWidth];
  const dyShape = [info.batchSize, info.outHeight, info.outWidth, channels];
  const parts: TensorInfo[] = [];
  for (let m = 0; m < multiplier; m++) {
    const part = composer.within((inner) => {
      const ofDy = everyNth(inner, dy, multiplier, m, dyShape);
      const ofFilter = everyNth(inner, filter, multiplier, m, [height, width, channels, 1]);
      const spread = spreadSpatial(inner, ofDy, strides);
      return inner.run(
        "DepthwiseConv2dNative",
        {
          x: fitSpatial(inner, spread, inputMargins(info)),
          filter: inner.run("Reverse", { x: ofFilter }, { dims: [0, 1] }),
        },
        { strides: [1, 1], pad: "valid", dilations: [info.dilationHeight, info.dilationWidth] },
      );
    });
    parts.push(part);
  }
  const [first, ...others] = parts;
  if (first === undefined) {
    throw new InvalidArgumentError(
      `a depthwise filter of shape [${filter.shape.join(", ")}] has a channel multiplier of 0; it must be 1 or more`,
    );
  }
  return others.length === 0 ? first : composer.run("AddN", parts);
}

/** The elements at `offset`, `offset + n`, … of a tensor in row-major order, as a tensor of the given shape. */
function everyNth(
  composer: Composer,
  x: TensorInfo,
  n: number,
  offset: number,
  shape: readonly number[],
): TensorInfo {
  const rows = shape.reduce((size, dim) => size * dim, 1);
  const table = composer.run("Reshape", { x }, { shape: [rows, n] });
  const column = composer.run("Slice", { x: table }, { begin: [0, offset], size: [rows, 1] });
  return composer.run("Reshape", { x: column }, { shape: [...shape] });
}
