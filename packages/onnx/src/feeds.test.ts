import { describe, expect, test } from "vitest";
import { checkFeeds } from "./feeds.ts";
import type { Tensor, TensorMap } from "./tensor.ts";
import type { ValueInfo } from "./value-info.ts";

const IMAGE: ValueInfo = { name: "image", type: "float32", dims: [1, 3, "height", "width"] };
const ANY: ValueInfo = { name: "any", type: "int64", dims: undefined };

describe("checkFeeds", () => {
  test("accepts any size where the model leaves it open", () => {
    for (const dims of [
      [1, 3, 2, 5],
      [1, 3, 0, 9],
    ]) {
      expect(() => checkFeeds([IMAGE], { image: floats(dims) })).not.toThrow();
    }
    const scalar: Tensor = { type: "int64", dims: [], data: BigInt64Array.of(1n) };
    expect(() => checkFeeds([ANY], { any: scalar })).not.toThrow();
  });

  const refusals: readonly (readonly [string, TensorMap, string, string])[] = [
    ["a missing feed", { picture: floats([1]) }, "nothing", "fed were `picture`"],
    ["a wrong rank", { image: floats([3, 2, 2]) }, "float32[3, 2, 2]", "image"],
    ["a wrong fixed size", { image: floats([1, 4, 2, 2]) }, "float32[1, 4, 2, 2]", "height"],
    [
      "a wrong element type",
      { image: { type: "uint8", dims: [1, 3, 1, 1], data: new Uint8Array(3) } },
      "uint8[1, 3, 1, 1]",
      "float32[1, 3, height, width]",
    ],
    [
      "an array of another type than stated",
      { image: { type: "float32", dims: [1, 3, 1, 1], data: new Float64Array(3) } },
      "float32 elements in Float64Array",
      "image",
    ],
    [
      "too few elements",
      { image: { type: "float32", dims: [1, 3, 2, 2], data: new Float32Array(11) } },
      "11 elements for dims [1, 3, 2, 2], which take 12",
      "image",
    ],
    [
      "dims that are no sizes",
      { image: { type: "float32", dims: [1, 3, -1, 0.5], data: new Float32Array(0) } },
      "dims [1, 3, -1, 0.5], which are not all non-negative integers",
      "image",
    ],
  ];

  test.each(refusals)("refuses %s", (_name, feeds, actual, text) => {
    expect(() => checkFeeds([IMAGE], feeds)).toThrow(
      expect.objectContaining({
        code: "ERR_ONNX_INPUT",
        input: "image",
        expected: "float32[1, 3, height, width]",
        actual,
        message: expect.stringContaining(text) as string,
      }) as Error,
    );
  });

  test("refuses a feed that the model does not have", () => {
    const feeds = { image: floats([1, 3, 1, 1]), mask: floats([1]) };
    expect(() => checkFeeds([IMAGE], feeds)).toThrow("the model's inputs are `image`");
  });

  test("refuses to feed what cannot be carried", () => {
    const sequence: ValueInfo = { name: "list", type: "unsupported", dims: undefined };
    expect(() => checkFeeds([sequence], { list: floats([1]) })).toThrow("unsupported of any rank");
  });
});

function floats(dims: readonly number[]): Tensor {
  return { type: "float32", dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) };
}
