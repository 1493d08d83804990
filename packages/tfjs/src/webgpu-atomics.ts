import type { BufferShape } from "./device-buffer.ts";
import { elementCount } from "./device-buffer.ts";

/** Kernels of the WebGPU backend whose threads add to one place, each when it gets there. */
const ATOMIC: ReadonlySet<string> = new Set([
  "Bincount",
  "DenseBincount",
  "Dilation2DBackpropFilter",
  "Dilation2DBackpropInput",
  "ScatterNd",
  "SparseSegmentMean",
  "SparseSegmentSum",
  "SparseToDense",
  "TensorScatterUpdate",
  "UnsortedSegmentSum",
]);
const PRODUCTS: ReadonlySet<string> = new Set(["BatchMatMul", "_FusedMatMul"]);
const CONVOLUTIONS: ReadonlySet<string> = new Set(["Conv2D", "FusedConv2D"]);
/** From so many terms on the backend splits the sums of a product among threads, if they are at most so many. */
const TERMS = 2000;
const SUMS = 1 << 15;

/**
 * Whether a kernel of the WebGPU backend may add its terms in another order each time, which gives other last bits. Where
 * only long sums do, what they make is small.
 */
export function addsInAnyOrder(
  kernelName: string,
  inputs: readonly BufferShape[],
  outputs: readonly BufferShape[],
): boolean {
  if (ATOMIC.has(kernelName)) return true;
  const isProduct = PRODUCTS.has(kernelName);
  if (!isProduct && !CONVOLUTIONS.has(kernelName)) return false;
  const [first, second] = inputs;
  const [made] = outputs;
  if (first === undefined || second === undefined || made === undefined) return false;
  const sums = elementCount(made);
  if (sums > SUMS) return false;
  const terms = isProduct
    ? Math.sqrt((elementCount(first) * elementCount(second)) / sums)
    : elementCount(second) / (second.shape.at(-1) ?? 1);
  return terms >= TERMS;
}
