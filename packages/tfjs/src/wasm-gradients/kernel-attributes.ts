import { InvalidArgumentError } from "@spillway/core";
import { isTensorInfo } from "../kernel-inputs.ts";
import type { KernelCall, TensorInfo } from "../tensorflow.ts";

/** Readers of a kernel call's inputs and attributes, which the registry hands over untyped. All throw InvalidArgumentError. */

export type Shape4 = readonly [number, number, number, number];
export type Pair = readonly [number, number];
export type Padding = "same" | "valid" | number | readonly Pair[];
export type Rounding = "floor" | "round" | "ceil";
export type TensorFormat = "NHWC" | "NCHW";

export function readTensor({ inputs }: KernelCall, name: string): TensorInfo {
  const input = new Map<string, unknown>(Object.entries(inputs)).get(name);
  if (!isTensorInfo(input)) throw new InvalidArgumentError(`the input ${name} must be a tensor`);
  return input;
}

export function readCount(call: KernelCall, name: string): number {
  const value = call.attrs?.[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw wrongAttribute(name, value, "a count");
}

export function readText(call: KernelCall, name: string): string {
  const value = call.attrs?.[name];
  if (typeof value === "string") return value;
  throw wrongAttribute(name, value, "a string");
}

/** Strides or dilations: one number for both axes, or one for each; 1 when absent. */
export function readPair(call: KernelCall, name: string): Pair {
  const value = call.attrs?.[name];
  if (value === undefined || value === null) return [1, 1];
  if (typeof value === "number") return [value, value];
  const [first, second, ...rest] = numbers(value, name);
  if (first === undefined || second === undefined || rest.length > 0) {
    throw wrongAttribute(name, value, "a number or a pair of them");
  }
  return [first, second];
}

export function readShape4(call: KernelCall, name: string): Shape4 {
  return shape4(numbers(call.attrs?.[name], name));
}

export function readPadding(call: KernelCall): Padding {
  const value = call.attrs?.["pad"];
  if (value === "same" || value === "valid" || typeof value === "number") return value;
  if (!Array.isArray(value)) throw wrongAttribute("pad", value, "same, valid, a number or pairs");
  return value.map((pair): Pair => {
    const [before = 0, after = 0] = numbers(pair, "pad");
    return [before, after];
  });
}

export function readRounding(call: KernelCall): Rounding | undefined {
  const value = call.attrs?.["dimRoundingMode"];
  if (value === undefined || value === null) return undefined;
  if (value === "floor" || value === "round" || value === "ceil") return value;
  throw wrongAttribute("dimRoundingMode", value, "floor, round or ceil");
}

/** NHWC when absent, as for the kernels that know no other. */
export function readFormat(call: KernelCall): TensorFormat {
  const value = call.attrs?.["dataFormat"] ?? "NHWC";
  if (value === "NHWC" || value === "NCHW") return value;
  throw wrongAttribute("dataFormat", value, "NHWC or NCHW");
}

/** The four dimensions of a rank 4 tensor. */
export function shape4(shape: readonly number[]): Shape4 {
  const [a, b, c, d, ...rest] = shape;
  if (a === undefined || b === undefined || c === undefined || d === undefined || rest.length > 0) {
    throw new InvalidArgumentError(`a shape of rank 4 is needed, got [${shape.join(", ")}]`);
  }
  return [a, b, c, d];
}

function numbers(value: unknown, name: string): readonly number[] {
  if (!Array.isArray(value)) throw wrongAttribute(name, value, "a list of numbers");
  return value.map((element: unknown) => {
    if (typeof element === "number") return element;
    throw wrongAttribute(name, value, "a list of numbers");
  });
}

function wrongAttribute(name: string, value: unknown, wanted: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `the attribute ${name} must be ${wanted}, got ${JSON.stringify(value)}`,
  );
}
