import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { power } from "./power.ts";

describe("power", () => {
  test("computes every power of two exactly, the subnormal ones too", () => {
    let expected = 5e-324;
    for (let exponent = -1074; exponent <= 1023; exponent++, expected *= 2) {
      expect(power(2, exponent)).toBe(expected);
    }
    expect(power(2, 1024)).toBe("number too large for a float");
    expect(power(2, -1075)).toBe(0);
  });

  test("computes every power of ten as the decimal reads", () => {
    for (let exponent = -323; exponent <= 308; exponent++) {
      expect(power(10, exponent)).toBe(Number(`1e${exponent}`));
    }
  });

  test("rounds a tie to even", () => {
    // (2^18 - 1)^3 has 54 bits and is odd: it lies in the middle between two floats.
    const root = 2 ** 18 - 1;
    expect(power(root * root, 1.5)).toBe(Number(BigInt(root) ** 3n));
    expect(power(root, 3)).toBe(Number(BigInt(root) ** 3n));
  });

  test("rounds integer powers as exact integers do", () => {
    const base = fc.integer({ min: 2, max: 2 ** 31 });
    fc.assert(
      fc.property(base, fc.integer({ min: 0, max: 30 }), (x, y) => {
        expect(power(x, y)).toBe(Number(BigInt(x) ** BigInt(y)));
      }),
      { numRuns: 500 },
    );
  });

  test("stays within a few units in the last place of the engine's own", () => {
    const base = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    const exponent = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(base, exponent, (x, y) => {
        const engine = x ** y;
        const result = power(x, y);
        if (!Number.isFinite(engine) || engine < 1e-300) return;
        if (typeof result === "string") throw new Error(result);
        expect(Math.abs(result - engine)).toBeLessThanOrEqual(engine * 1e-15);
      }),
      { numRuns: 2000 },
    );
  });
});
