import { type BufferShape, elementCount, gpuBufferBytes } from "./device-buffer.ts";

/** Bytes and operations that a GPU gets through in a nanosecond, of the order of an integrated one's. */
const BYTES_PER_NS = 40;
const OPERATIONS_PER_NS = 1000;
/** Kernels that do more than one operation per element. */
const WORK: Readonly<Record<string, "product" | "convolution" | "to input" | "to filter">> = {
  BatchMatMul: "product",
  _FusedMatMul: "product",
  Conv2D: "convolution",
  FusedConv2D: "convolution",
  DepthwiseConv2dNative: "convolution",
  FusedDepthwiseConv2D: "convolution",
  Conv2DBackpropInput: "to input",
  DepthwiseConv2dNativeBackpropInput: "to input",
  Conv2DBackpropFilter: "to filter",
  DepthwiseConv2dNativeBackpropFilter: "to filter",
};
/** What starting a kernel takes. */
const LAUNCH_NS = 5000;

/**
 * Nanoseconds that a kernel takes on a GPU, estimated from the bytes that it moves and the operations that it does. The
 * time cannot be measured there without waiting for the result.
 */
export function estimatedNs(
  kernelName: string,
  inputs: readonly BufferShape[],
  outputs: readonly BufferShape[],
): number {
  let bytes = 0;
  for (const buffer of inputs) bytes += gpuBufferBytes(buffer);
  for (const buffer of outputs) bytes += gpuBufferBytes(buffer);
  const operations = operationCount(kernelName, inputs, outputs);
  return LAUNCH_NS + Math.max(bytes / BYTES_PER_NS, operations / OPERATIONS_PER_NS);
}

/** Multiplications and additions of a kernel; one per element where it is neither a convolution nor a product. */
export function operationCount(
  kernelName: string,
  inputs: readonly BufferShape[],
  outputs: readonly BufferShape[],
): number {
  const [first, second] = inputs;
  const made = outputs[0];
  if (first === undefined || made === undefined) return 0;
  if (second === undefined) return Math.max(elementCount(first), elementCount(made));
  switch (WORK[kernelName]) {
    case "product":
      return 2 * Math.sqrt(elementCount(first) * elementCount(second) * elementCount(made));
    case "convolution":
      return 2 * perPixel(made, second);
    case "to input":
      return 2 * perPixel(first, second);
    case "to filter":
      return 2 * perPixel(second, made);
    default:
      return Math.max(elementCount(first), elementCount(second), elementCount(made));
  }
}

/** A filter's elements for every place where it is put; channels, the last dimension, are counted by the filter. */
function perPixel(image: BufferShape, filter: BufferShape): number {
  return (elementCount(image) / (image.shape.at(-1) ?? 1)) * elementCount(filter);
}
