import { describe, expect, test } from "vitest";
import { didYouMean } from "./suggest.ts";

describe("didYouMean", () => {
  const known = ["lru", "largest", "gdsf"];

  test.each([
    ["lur", "did you mean `lru`?"],
    ["Largets", "did you mean `largest`?"],
    ["something else", undefined],
    ["lru", undefined],
  ])("asks, of %s, %s", (name, question) => {
    expect(didYouMean(name, known)).toBe(question);
  });

  test("asks nothing where nothing is known", () => {
    expect(didYouMean("lru", [])).toBeUndefined();
  });
});
