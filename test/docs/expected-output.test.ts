import { describe, expect, test } from "vitest";
import { printsAsShown } from "./expected-output.ts";

const exact = { numbersVary: false };
const loose = { numbersVary: true };

describe("printsAsShown", () => {
  test.each([
    ["a\nb", "a\nb\n", true],
    ["a", "a\nb", false],
    ["a (1 MB)", "a (2 MB)", false],
    ["a.b", "axb", false],
    ["a … c", "a b c", true],
    ["a\n…\nd", "a\nb\nc\nd", true],
    ["a\n…\nd", "a\nd", true],
    ["a\n…", "a\nb\nc", true],
    ["a\n…", "b", false],
  ])("%j shows %j: %j", (shown, printed, same) => {
    expect(printsAsShown(shown, printed, exact)).toBe(same);
  });

  test("takes every number for any other where a document says that they vary", () => {
    expect(printsAsShown("a (161 MB), 3 evicted", "a (9.5 kB), 12 evicted", loose)).toBe(true);
    expect(printsAsShown("a (161 MB), 3 evicted", "b (161 MB), 3 evicted", loose)).toBe(false);
  });
});
