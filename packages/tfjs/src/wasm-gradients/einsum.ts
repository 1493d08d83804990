import { InvariantError } from "@spillway/core";
import { isTensorInfo } from "../kernel-inputs.ts";
import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { readText } from "./kernel-attributes.ts";

/** `backend_util` of TensorFlow.js: its grammar of einsum equations and its errors for wrong ones. */
export interface EinsumGrammar {
  decodeEinsumEquation(
    equation: string,
    numTensors: number,
  ): { readonly allDims: string[]; readonly summedDims: number[]; readonly idDims: number[][] };
  checkEinsumDimSizes(nDims: number, idDims: number[][], tensors: TensorInfo[]): void;
}

/** An operand whose axes carry dimensions of the equation; those of the output come first in their numbering. */
interface Labelled {
  readonly tensor: TensorInfo;
  readonly dims: readonly number[];
}

/**
 * `Einsum` of one or two tensors. Dimensions that only one operand has and the output lacks are summed first; of the
 * rest, those that both have and the output keeps are batches, those that it lacks are summed by a matrix product.
 */
export function einsum(composer: Composer, call: KernelCall, grammar: EinsumGrammar): TensorInfo {
  const tensors = Object.values(call.inputs).filter(isTensorInfo);
  const { allDims, summedDims, idDims } = grammar.decodeEinsumEquation(
    readText(call, "equation"),
    tensors.length,
  );
  grammar.checkEinsumDimSizes(allDims.length, idDims, tensors);
  const outputDims = allDims.length - summedDims.length;
  const [first, second] = tensors.map((tensor, index) => ({ tensor, dims: idDims[index] ?? [] }));
  if (first === undefined) throw new InvariantError("an einsum equation was decoded for no tensor");
  if (second === undefined) return ordered(composer, summed(composer, first, [], outputDims));
  const left = summed(composer, first, second.dims, outputDims);
  const right = summed(composer, second, first.dims, outputDims);
  return ordered(composer, product(composer, left, right, outputDims));
}

/** Sums over the dimensions that neither the other operand nor the output has. */
function summed(
  composer: Composer,
  { tensor, dims }: Labelled,
  otherDims: readonly number[],
  outputDims: number,
): Labelled {
  const gone = (dim: number): boolean => dim >= outputDims && !otherDims.includes(dim);
  const axis = [...dims.keys()].filter((index) => gone(dims[index] ?? -1));
  if (axis.length === 0) return { tensor, dims };
  const sum = composer.run("Sum", { x: tensor }, { axis, keepDims: false });
  return { tensor: sum, dims: dims.filter((dim) => !gone(dim)) };
}

function product(
  composer: Composer,
  left: Labelled,
  right: Labelled,
  outputDims: number,
): Labelled {
  const shared = left.dims.filter((dim) => right.dims.includes(dim));
  const batch = shared.filter((dim) => dim < outputDims);
  const inner = shared.filter((dim) => dim >= outputDims);
  const rows = left.dims.filter((dim) => !shared.includes(dim));
  const columns = right.dims.filter((dim) => !shared.includes(dim));
  const a = matrices(composer, left, batch, rows, inner);
  const b = matrices(composer, right, batch, inner, columns);
  const attrs = { transposeA: false, transposeB: false };
  const result = composer.run("BatchMatMul", { a, b }, attrs);
  const sizes = [...sizesOf(left, batch), ...sizesOf(left, rows), ...sizesOf(right, columns)];
  const tensor = composer.run("Reshape", { x: result }, { shape: sizes });
  return { tensor, dims: [...batch, ...rows, ...columns] };
}

/** The operand as a batch of matrices with the given dimensions for rows and for columns. */
function matrices(
  composer: Composer,
  operand: Labelled,
  ...groups: readonly [readonly number[], readonly number[], readonly number[]]
): TensorInfo {
  const { tensor } = arranged(composer, operand, groups.flat());
  const shape = groups.map((dims) => sizesOf(operand, dims).reduce((size, dim) => size * dim, 1));
  return composer.run("Reshape", { x: tensor }, { shape });
}

function ordered(composer: Composer, result: Labelled): TensorInfo {
  return arranged(
    composer,
    result,
    [...result.dims].sort((a, b) => a - b),
  ).tensor;
}

function arranged(composer: Composer, operand: Labelled, dims: readonly number[]): Labelled {
  const perm = dims.map((dim) => operand.dims.indexOf(dim));
  // A view even if nothing moves: a kernel must not give an input back as its result.
  if (perm.every((from, to) => from === to)) {
    return { tensor: composer.run("Identity", { x: operand.tensor }), dims };
  }
  return { tensor: composer.run("Transpose", { x: operand.tensor }, { perm }), dims };
}

function sizesOf({ tensor, dims }: Labelled, wanted: readonly number[]): number[] {
  return wanted.map((dim) => tensor.shape[dims.indexOf(dim)] ?? 1);
}
