import type { KernelInputs, TensorInfo } from "./tensorflow.ts";

/** Whether a kernel's input is a tensor; `FromPixels` takes an image, optional inputs may be absent. */
export function isTensorInfo(value: unknown): value is TensorInfo {
  return typeof value === "object" && value !== null && "dataId" in value;
}

/** Every tensor among the inputs, listed ones too, in the order in which `replaceTensors` meets them. */
export function listTensors(inputs: KernelInputs): TensorInfo[] {
  const found: TensorInfo[] = [];
  if (isList(inputs)) collectFrom(inputs, found);
  else for (const name in inputs) collect(inputs[name], found);
  return found;
}

function collect(input: unknown, found: TensorInfo[]): void {
  if (isTensorInfo(input)) found.push(input);
  else if (Array.isArray(input)) collectFrom(input, found);
}

function collectFrom(inputs: readonly unknown[], found: TensorInfo[]): void {
  for (const input of inputs) collect(input, found);
}

/** The same inputs with every tensor replaced by what `replace` makes of it and its place among them. */
export function replaceTensors(
  inputs: KernelInputs,
  replace: (tensor: TensorInfo, index: number) => TensorInfo,
): KernelInputs {
  let index = 0;
  const replaceIn = (input: unknown): unknown => {
    if (isTensorInfo(input)) return replace(input, index++);
    return Array.isArray(input) ? input.map(replaceIn) : input;
  };
  if (isList(inputs)) return inputs.map(replaceIn);
  const replaced: Record<string, unknown> = {};
  for (const name in inputs) replaced[name] = replaceIn(inputs[name]);
  return replaced;
}

// `Array.isArray` does not narrow a readonly list out of a union.
function isList(inputs: KernelInputs): inputs is readonly unknown[] {
  return Array.isArray(inputs);
}
