/** The element types that tensors can have here, under ONNX Runtime's names. */
export type ElementType =
  | "float32"
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "int32"
  | "int64"
  | "string"
  | "bool"
  | "float16"
  | "float64"
  | "uint32"
  | "uint64";

/** Elements in row-major order. A `bool` is a byte of 0 or 1, a `float16` its 16 bits. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

/** A tensor as plain data, so that it can cross to another process. */
export interface Tensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** Tensors by the name of the model's input or output. */
export type TensorMap = Readonly<Record<string, Tensor>>;

const ARRAYS = {
  float32: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float16: Uint16Array,
  float64: Float64Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
} as const;

/** What is wrong with a tensor in itself, whatever the model: undefined when nothing is. */
export function tensorDefect(tensor: Tensor): string | undefined {
  const { type, dims, data } = tensor;
  if (!dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) {
    return `dims [${dims.join(", ")}], which are not all non-negative integers`;
  }
  if (!holds(type, data)) return `${type} elements in ${arrayName(data)}`;
  const count = elementCount(dims);
  if (count === data.length) return undefined;
  return `${data.length} elements for dims [${dims.join(", ")}], which take ${count}`;
}

/** Bytes that the elements occupy; strings count their UTF-16 units. */
export function tensorBytes({ data }: Tensor): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return data.reduce((sum, text) => sum + 2 * text.length, 0);
}

function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function holds(type: ElementType, data: TensorData): boolean {
  if (type === "string") return !ArrayBuffer.isView(data);
  return data instanceof ARRAYS[type] || (type === "float16" && arrayName(data) === "Float16Array");
}

function arrayName(data: TensorData): string {
  return data.constructor.name;
}
