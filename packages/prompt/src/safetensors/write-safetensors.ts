import { SafetensorsError } from "../errors.ts";
import { ELEMENT_BYTES, type SafeTensor } from "./element-type.ts";

/** The tensors' bytes start at a multiple of this. */
const ALIGNMENT = 8;

/**
 * Writes tensors as a safetensors file. Equal tensors give equal bytes: the larger element types come first, and then
 * names in code order.
 * @throws SafetensorsError for a tensor whose bytes do not fit its shape, or one named `__metadata__`.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, SafeTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const order = Object.entries(tensors).toSorted(
    ([a, first], [b, second]) =>
      ELEMENT_BYTES[second.type] - ELEMENT_BYTES[first.type] || (a < b ? -1 : 1),
  );
  const entries: [string, unknown][] =
    Object.keys(metadata).length > 0 ? [["__metadata__", metadata]] : [];
  let offset = 0;
  for (const [name, tensor] of order) {
    checkTensor(name, tensor);
    const end = offset + tensor.bytes.byteLength;
    entries.push([name, { dtype: tensor.type, shape: tensor.dims, data_offsets: [offset, end] }]);
    offset = end;
  }
  return joinFile(
    JSON.stringify(Object.fromEntries(entries)),
    order.map(([, tensor]) => tensor.bytes),
  );
}

function checkTensor(name: string, { type, dims, bytes }: SafeTensor): void {
  if (name === "__metadata__") throw new SafetensorsError("its name is that of the metadata", name);
  const needed = dims.reduce((product, size) => product * size, ELEMENT_BYTES[type]);
  if (needed === bytes.byteLength) return;
  throw new SafetensorsError(
    `its shape takes ${needed} bytes and it has ${bytes.byteLength}`,
    name,
  );
}

function joinFile(json: string, parts: readonly Uint8Array[]): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(8 + length + parts.reduce((sum, part) => sum + part.byteLength, 0));
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  file.fill(0x20, 8 + text.length, 8 + length);
  let offset = 8 + length;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.byteLength;
  }
  return file;
}
