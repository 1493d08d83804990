import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompose, scaledToFloat } from "./scaled.ts";

describe("scaled", () => {
  test("takes every finite float apart exactly, and puts it together again", () => {
    const edges = [0, 5e-324, 2 ** -1022, 1 - 2 ** -53, 1, 2 ** 53 - 1, Number.MAX_VALUE];
    const float = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...edges), float), (value) => {
        const { mantissa, exponent } = decompose(value);
        expect(scaledToFloat(mantissa, exponent) === value).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("rounds once, where floats are subnormal too", () => {
    const mantissa = fc.bigInt({ min: -(2n ** 120n), max: 2n ** 120n });
    fc.assert(
      fc.property(mantissa, fc.integer({ min: 0, max: 1250 }), (mantissa, places) => {
        // m / 2^p as a decimal, which is exact: m · 5^p / 10^p.
        const expected = Number(`${mantissa * 5n ** BigInt(places)}e-${places}`);
        expect(scaledToFloat(mantissa, -places) === expected).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    [1n, 1023, 2 ** 1023],
    [1n, 1024, Infinity],
    [2n ** 53n - 1n, 971, Number.MAX_VALUE],
    [2n ** 54n - 1n, 970, Infinity],
    [-1n, -1074, -5e-324],
  ])("gives %d · 2^%d as %d", (mantissa, exponent, expected) => {
    expect(scaledToFloat(mantissa, exponent)).toBe(expected);
  });
});
