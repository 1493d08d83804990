import { fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { ModelProtoSchema } from "onnx-buf";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { ByteSource } from "./byte-source.ts";
import { readOutline } from "./outline.ts";
import { shippedModelPath } from "./shipped-models.ts";
import { additionModel, floatTensor } from "./testing/onnx-files.ts";

describe("readOutline", () => {
  test("keeps a small message byte for byte", async () => {
    const whole = await readFile(shippedModelPath("edges"));
    expect(Buffer.compare(await readOutline(sourceOf(whole), ModelProtoSchema), whole)).toBe(0);
  });

  test("leaves out long weights and nothing else, and does not read them", async () => {
    const whole = additionModel(floatTensor("weights", new Float32Array(1e6)), 1e6);
    const source = sourceOf(whole);
    const outline = await readOutline(source, ModelProtoSchema);
    const expected = fromBinary(ModelProtoSchema, whole);
    for (const tensor of expected.graph?.initializer ?? []) tensor.rawData = new Uint8Array();
    const actual = fromBinary(ModelProtoSchema, outline);
    expect(toBinary(ModelProtoSchema, withoutEmptyBytes(actual))).toEqual(
      toBinary(ModelProtoSchema, withoutEmptyBytes(expected)),
    );
    expect(source.bytesRead).toBeLessThan(2000);
  });

  test("refuses or reads any bytes, and always ends", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        const outcome = await readOutline(sourceOf(bytes), ModelProtoSchema).catch(
          (error: unknown) => error,
        );
        const ok = outcome instanceof Uint8Array && Buffer.compare(outcome, bytes) === 0;
        expect(ok || (outcome instanceof Error && outcome.name === "WireFormatError")).toBe(true);
      }),
    );
  });

  test("refuses a length that runs past the end of the message around it", async () => {
    const bytes = new Uint8Array(6000);
    // Field 7, the graph, of 5000 bytes; in it field 1, a node, of 5001.
    bytes.set([0x3a, 0x88, 0x27, 0x0a, 0x89, 0x27]);
    const reading = readOutline(sourceOf(bytes), ModelProtoSchema);
    await expect(reading).rejects.toThrow("5001 bytes announced and 4997 left at byte 6");
  });
});

function withoutEmptyBytes(model: ReturnType<typeof fromBinary<typeof ModelProtoSchema>>) {
  for (const tensor of model.graph?.initializer ?? []) tensor.rawData = new Uint8Array();
  return model;
}

function sourceOf(bytes: Uint8Array): ByteSource & { readonly bytesRead: number } {
  let bytesRead = 0;
  return {
    size: bytes.length,
    get bytesRead() {
      return bytesRead;
    },
    read: (offset, length) => {
      const part = bytes.subarray(offset, offset + length);
      bytesRead += part.length;
      return Promise.resolve(part);
    },
  };
}
