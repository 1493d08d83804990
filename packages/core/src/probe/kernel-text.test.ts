import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberAfter, wholeNumberAt } from "./kernel-text.ts";

describe("numberAfter", () => {
  test.each([
    ["a 1\nb 2\n", "b", 2],
    ["total_inactive_file 1\ninactive_file 2\n", "inactive_file", 2],
    ["MemTotal:       24684084 kB", "MemTotal:", 24684084],
    ["VmRSS:\t   62860 kB\n", "VmRSS:", 62860],
    ["zero 0", "zero", 0],
    ["xa 1", "a", undefined],
    ["a\n5", "a", undefined],
    ["a x", "a", undefined],
    ["a 18446744073709551615", "a", undefined],
    ["", "a", undefined],
  ])("in %j after %j finds %j", (text, key, value) => {
    expect(numberAfter(text, key)).toBe(value);
  });
});

describe("wholeNumberAt", () => {
  test("reads back every safe integer", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        expect(wholeNumberAt(`x  ${n}\n`, 1)).toBe(n);
      }),
    );
  });
});
