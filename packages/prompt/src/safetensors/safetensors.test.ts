import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SafetensorsError } from "../errors.ts";
import { floatTensor, floatValues, type SafeTensor } from "./element-type.ts";
import { LONGEST_HEADER, readSafetensors } from "./read-safetensors.ts";
import { writeSafetensors } from "./write-safetensors.ts";

function fileOf(header: string, body: readonly number[] = [], length = header.length): Uint8Array {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + body.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  file.set(body, 8 + text.length);
  return file;
}

const elements = fc.constantFrom(
  ["F32", 4] as const,
  ["F16", 2] as const,
  ["BF16", 2] as const,
  ["I64", 8] as const,
  ["BOOL", 1] as const,
);
const tensors = fc
  .tuple(elements, fc.array(fc.nat(4), { maxLength: 3 }))
  .chain(([[type, size], dims]) => {
    const length = dims.reduce((product, dim) => product * dim, size);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes): SafeTensor => ({ type, dims, bytes }));
  });

describe("safetensors", () => {
  test("reads back what it wrote, empty tensors and metadata included", () => {
    const names = fc.string().filter((name) => name !== "__metadata__" && name !== "__proto__");
    fc.assert(
      fc.property(
        fc.dictionary(names, tensors, { noNullPrototype: true }),
        fc.dictionary(names, fc.string(), { noNullPrototype: true }),
        (given, metadata) => {
          const file = writeSafetensors(given, metadata);
          const read = readSafetensors(file);
          expect(Object.fromEntries(read.metadata)).toEqual(metadata);
          expect(read.tensors.size).toBe(Object.keys(given).length);
          for (const [name, tensor] of read.tensors) expect(tensor).toEqual(given[name]);
        },
      ),
    );
  });

  test("reads a file written byte by byte after the format's definition", () => {
    const header =
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[1,1],"data_offsets":[8,10]},"__metadata__":{"format":"pt"}}';
    const body = [0, 0, 128, 63, 0, 0, 0, 192, 192, 63];
    const { tensors: read, metadata } = readSafetensors(fileOf(header, body));
    expect([...floatValues(read.get("a")!)!]).toEqual([1, -2]);
    expect([...floatValues(read.get("b")!)!]).toEqual([1.5]);
    expect(metadata.get("format")).toBe("pt");
  });

  test("writes a header that ends at a multiple of eight, and the same bytes for the same tensors", () => {
    const a = floatTensor([2], Float32Array.of(1, 2));
    const b = floatTensor([0], new Float32Array());
    const file = writeSafetensors({ b, a });
    expect(new DataView(file.buffer).getBigUint64(0, true) % 8n).toBe(0n);
    expect(file).toEqual(writeSafetensors({ a, b }));
  });

  test("reads half precision", () => {
    const bytes = Uint8Array.of(0, 0x3c, 0, 0xc0, 1, 0);
    expect([...floatValues({ type: "F16", dims: [3], bytes })!]).toEqual([1, -2, 2 ** -24]);
    expect(floatValues({ type: "I64", dims: [1], bytes: new Uint8Array(8) })).toBeUndefined();
  });

  test.each<[string, Uint8Array, string]>([
    ["too short", new Uint8Array(7), "too short"],
    ["a header beyond the file", fileOf("{}", [], 100), "ends at 108"],
    ["a header beyond all reason", fileOf("{}", [], LONGEST_HEADER + 1), "at most 25000000"],
    ["no JSON", fileOf("{nope"), "no JSON"],
    ["a list", fileOf("[]"), "no JSON object"],
    ["no UTF-8", fileOf("ab").fill(0xff, 8), "no JSON"],
    ["metadata that is no text", fileOf('{"__metadata__":{"a":1}}'), "is no text"],
    [
      "an unknown type",
      fileOf('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,0]}}'),
      "its type",
    ],
    [
      "a negative size",
      fileOf('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}'),
      "its shape",
    ],
    [
      "a huge size",
      fileOf('{"a":{"dtype":"F32","shape":[99999999999],"data_offsets":[0,0]}}'),
      "its shape",
    ],
    [
      "too many dimensions",
      fileOf('{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}', [0]),
      "its shape",
    ],
    [
      "offsets outside",
      fileOf('{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}', [1]),
      "its offsets",
    ],
    [
      "offsets that are reversed",
      fileOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}', [1]),
      "hold -1",
    ],
    [
      "a shape that overflows",
      fileOf('{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}}', [1]),
      "and its offsets hold 1",
    ],
    [
      "overlapping tensors",
      fileOf(
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        [1, 2],
      ),
      "is free",
    ],
    [
      "a gap",
      fileOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', [1, 2]),
      "starts at 1",
    ],
    ["bytes that nobody owns", fileOf("{}", [1]), "end at 0"],
    ["a tensor that is no object", fileOf('{"a":3}'), "no object"],
  ])("refuses %s", (_, file, problem) => {
    expect(() => readSafetensors(file)).toThrow(SafetensorsError);
    expect(() => readSafetensors(file)).toThrow(problem);
  });

  test("refuses to write a tensor whose bytes do not fit its shape", () => {
    expect(() =>
      writeSafetensors({ a: { type: "F32", dims: [2], bytes: new Uint8Array(4) } }),
    ).toThrow("takes 8 bytes");
  });
});
