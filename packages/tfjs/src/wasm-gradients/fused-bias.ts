import { InvalidArgumentError } from "@spillway/core";
import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { readText, readTensor } from "./kernel-attributes.ts";
import { isTensorInfo } from "../kernel-inputs.ts";

/** The kernels that add a bias and apply an activation on their own. */
export const FUSED_KERNELS = ["FusedConv2D", "FusedDepthwiseConv2D", "_FusedMatMul"] as const;

/** Whether a fused kernel is given a bias that the wasm backend refuses: of any rank but 1. */
export function hasWideBias({ inputs }: KernelCall): boolean {
  const { bias } = inputsByName(inputs);
  return isTensorInfo(bias) && bias.shape.length !== 1;
}

/** A fused kernel as `activation(kernel(x) + bias)`, for a bias of any shape that broadcasts. */
export function withWideBias(composer: Composer, call: KernelCall, kernelName: string): TensorInfo {
  const bias = readTensor(call, "bias");
  const inputs = {
    ...inputsByName(call.inputs),
    bias: undefined,
    preluActivationWeights: undefined,
  };
  const plain = composer.run(kernelName, inputs, { ...call.attrs, activation: "linear" });
  const biased = composer.run("Add", { a: plain, b: bias });
  return activated(composer, call, biased);
}

const KERNEL_OF_ACTIVATION: ReadonlyMap<string, string> = new Map([
  ["relu", "Relu"],
  ["relu6", "Relu6"],
  ["elu", "Elu"],
  ["sigmoid", "Sigmoid"],
]);

function activated(composer: Composer, call: KernelCall, x: TensorInfo): TensorInfo {
  const activation = readText(call, "activation");
  if (activation === "linear") return x;
  if (activation === "prelu") {
    return composer.run("Prelu", { x, alpha: readTensor(call, "preluActivationWeights") });
  }
  if (activation === "leakyrelu") {
    return composer.run("LeakyRelu", { x }, { alpha: call.attrs?.["leakyreluAlpha"] ?? 0 });
  }
  const kernelName = KERNEL_OF_ACTIVATION.get(activation);
  if (kernelName === undefined) {
    const known = [...KERNEL_OF_ACTIVATION.keys(), "linear", "prelu", "leakyrelu"].join(", ");
    throw new InvalidArgumentError(`no activation is called ${activation}; there are ${known}`);
  }
  return composer.run(kernelName, { x });
}

function inputsByName(inputs: KernelCall["inputs"]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(inputs));
}
