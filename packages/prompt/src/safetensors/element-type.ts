import { fromHalf } from "@spillway/onnx";

/** The element types of safetensors files that are read and written here, and the bytes of an element. */
export const ELEMENT_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

/** The name of an element type, as safetensors headers write it. */
export type SafetensorsType = keyof typeof ELEMENT_BYTES;

/** A tensor as a safetensors file holds it: little-endian elements in row-major order. */
export interface SafeTensor {
  readonly type: SafetensorsType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export function isSafetensorsType(name: unknown): name is SafetensorsType {
  return typeof name === "string" && Object.hasOwn(ELEMENT_BYTES, name);
}

/** A float32 tensor. */
export function floatTensor(dims: readonly number[], values: Float32Array): SafeTensor {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat32(4 * index, value, true));
  return { type: "F32", dims, bytes };
}

/** The elements of a tensor of floating-point numbers; undefined for other element types. */
export function floatValues({ type, bytes }: SafeTensor): Float32Array | undefined {
  const read = FLOAT_READERS[type];
  if (read === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = ELEMENT_BYTES[type];
  return Float32Array.from({ length: bytes.byteLength / size }, (_, index) =>
    read(view, size * index),
  );
}

type FloatReader = (view: DataView, offset: number) => number;

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

const FLOAT_READERS: Partial<Record<SafetensorsType, FloatReader>> = {
  F64: (view, offset) => view.getFloat64(offset, true),
  F32: (view, offset) => view.getFloat32(offset, true),
  F16: (view, offset) => fromHalf(view.getUint16(offset, true)),
  BF16: (view, offset) => {
    bits[0] = view.getUint16(offset, true) << 16;
    return float[0] ?? NaN;
  },
};
