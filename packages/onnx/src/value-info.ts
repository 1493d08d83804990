import type { GraphProto, TensorShapeProto_Dimension, ValueInfoProto } from "onnx-buf";
import { TensorProto_DataType as OnnxType } from "onnx-buf";
import type { ElementType } from "./tensor.ts";

/** An input or output of a model. */
export interface ValueInfo {
  readonly name: string;
  /** `unsupported` for element types, sequences and maps that cannot be fed from here. */
  readonly type: ElementType | "unsupported";
  /** A number where the model fixes the size, else its name, or `?`. Undefined where the model leaves the rank open. */
  readonly dims: readonly (number | string)[] | undefined;
}

const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [OnnxType.FLOAT, "float32"],
  [OnnxType.UINT8, "uint8"],
  [OnnxType.INT8, "int8"],
  [OnnxType.UINT16, "uint16"],
  [OnnxType.INT16, "int16"],
  [OnnxType.INT32, "int32"],
  [OnnxType.INT64, "int64"],
  [OnnxType.STRING, "string"],
  [OnnxType.BOOL, "bool"],
  [OnnxType.FLOAT16, "float16"],
  [OnnxType.DOUBLE, "float64"],
  [OnnxType.UINT32, "uint32"],
  [OnnxType.UINT64, "uint64"],
]);

/** What must be fed: initializers, which old files list among the inputs, are left out. */
export function graphInputs(graph: GraphProto): readonly ValueInfo[] {
  const stored = new Set(graph.initializer.map(({ name }) => name));
  return graph.input.filter(({ name }) => !stored.has(name)).map(valueInfo);
}

export function graphOutputs(graph: GraphProto): readonly ValueInfo[] {
  return graph.output.map(valueInfo);
}

/** `float32[1, 3, height, width]` */
export function describeValue({ type, dims }: Omit<ValueInfo, "name">): string {
  return dims === undefined ? `${type} of any rank` : `${type}[${dims.join(", ")}]`;
}

function valueInfo({ name, type }: ValueInfoProto): ValueInfo {
  const tensor = type?.value.case === "tensorType" ? type.value.value : undefined;
  return {
    name,
    type: ELEMENT_TYPES.get(tensor?.elemType ?? 0) ?? "unsupported",
    dims: tensor?.shape?.dim.map(dimension),
  };
}

function dimension({ value }: TensorShapeProto_Dimension): number | string {
  if (value.case === "dimValue" && value.value >= 0n) return Number(value.value);
  return value.case === "dimParam" && value.value !== "" ? value.value : "?";
}
