import type { ModelProto } from "onnx-buf";

/** The weights of a convolution: outputs, inputs, rows, columns. */
export interface Layer {
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
}

export function resampler(scale: number): ModelProto;
export function superResolver(scale: number, layers: readonly Layer[]): ModelProto;
export function edges(): ModelProto;
