import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { readTensor } from "./kernel-attributes.ts";

/**
 * Whether the backend's own kernel would take its slow path where the fast one could do: its fast product takes
 * neither transposed operands nor batches, and the gradients of dense layers have the former.
 */
export function isFoldableProduct(call: KernelCall): boolean {
  const { a, b, transposeA, transposeB } = readProduct(call);
  if (a.dtype !== "float32" || b.dtype !== "float32" || hasMismatch(call)) return false;
  if (batchOf(b) !== 1 || b.shape.length > a.shape.length) return false;
  if (transposeA) return batchOf(a) === 1;
  return transposeB || batchOf(a) > 1;
}

/**
 * `BatchMatMul` with a single matrix on the right: operands are transposed first, a batch on the left is folded into
 * rows, and the rest is one product that the backend is fast at.
 */
export function foldedMatMul(composer: Composer, call: KernelCall): TensorInfo {
  const { a, b, transposeA, transposeB } = readProduct(call);
  const left = transposeA ? transposed(composer, a) : a;
  const right = transposeB ? transposed(composer, b) : b;
  const [inner = 0, columns = 0] = right.shape.slice(-2);
  const leading = left.shape.slice(0, -1);
  const rows = leading.reduce((size, dim) => size * dim, 1);
  const product = composer.run(
    "BatchMatMul",
    {
      a: composer.run("Reshape", { x: left }, { shape: [1, rows, inner] }),
      b: composer.run("Reshape", { x: right }, { shape: [1, inner, columns] }),
    },
    { transposeA: false, transposeB: false },
  );
  return composer.run("Reshape", { x: product }, { shape: [...leading, columns] });
}

function readProduct(call: KernelCall) {
  return {
    a: readTensor(call, "a"),
    b: readTensor(call, "b"),
    transposeA: call.attrs?.["transposeA"] === true,
    transposeB: call.attrs?.["transposeB"] === true,
  };
}

/** Whether the sizes to be summed over differ; the backend's kernel has the words for it. */
function hasMismatch(call: KernelCall): boolean {
  const { a, b, transposeA, transposeB } = readProduct(call);
  return a.shape.at(transposeA ? -2 : -1) !== b.shape.at(transposeB ? -1 : -2);
}

function batchOf({ shape }: TensorInfo): number {
  return shape.slice(0, -2).reduce((size, dim) => size * dim, 1);
}

function transposed(composer: Composer, x: TensorInfo): TensorInfo {
  const last = x.shape.length - 1;
  const perm = [...x.shape.keys()];
  perm[last - 1] = last;
  perm[last] = last - 1;
  return composer.run("Transpose", { x }, { perm });
}
