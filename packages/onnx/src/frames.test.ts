import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameReader, writeFrame } from "../child/frames.mjs";
import type { Tensor } from "./tensor.ts";

const numbers = fc.oneof(
  fc.float32Array().map((data) => ({ type: "float32", data })),
  fc.uint8Array().map((data) => ({ type: "bool", data })),
  fc.bigInt64Array().map((data) => ({ type: "int64", data })),
  fc.array(fc.string()).map((data) => ({ type: "string", data })),
);
const tensors = fc.dictionary(
  fc.string().filter((name) => name !== "__proto__"),
  numbers.map(({ type, data }) => ({ type, dims: [data.length], data }) as Tensor),
  { noNullPrototype: true },
);
const frames = fc.array(fc.record({ message: fc.jsonValue(), tensors }), { maxLength: 4 });

describe("FrameReader", () => {
  test("puts back together what was written, however it is cut", () => {
    fc.assert(
      fc.property(
        frames,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (sent, cuts) => {
          const received: unknown[] = [];
          const reader = new FrameReader((message, got) =>
            received.push({ message, tensors: got }),
          );
          const bytes = written(sent);
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = cuts[i % cuts.length]!;
            // The reader may keep nothing of a chunk.
            const chunk = bytes.slice(at, at + size);
            reader.push(chunk);
            chunk.fill(0xff);
            at += size;
          }
          expect(received).toEqual(sent);
        },
      ),
    );
  });

  test("carries the part of a buffer that a view shows, and no more", () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    let got: unknown;
    const reader = new FrameReader((_message, carried) => (got = carried));
    reader.push(
      written([{ message: "run", tensors: { x: { type: "float32", dims: [2], data } } }]),
    );
    expect(got).toEqual({ x: { type: "float32", dims: [2], data: Float32Array.of(2, 3) } });
  });
});

function written(
  sent: readonly { readonly message: unknown; readonly tensors: Record<string, Tensor> }[],
): Uint8Array {
  const stream = new PassThrough({ highWaterMark: 2 ** 24 });
  for (const { message, tensors: carried } of sent) writeFrame(stream, message, carried);
  const chunk: unknown = stream.read();
  return chunk instanceof Uint8Array ? chunk : new Uint8Array();
}
