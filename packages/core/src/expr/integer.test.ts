import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { floorDivide, modulo, multiply, add, subtract, normalize, trueDivide } from "./integer.ts";

/** Integers around the limits of safe integers and of 0, and everywhere else. */
const integer = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: 2n ** 53n - 5n, max: 2n ** 53n + 5n }),
  fc.maxSafeInteger().map(BigInt),
  fc.bigInt({ min: -(2n ** 120n), max: 2n ** 120n }),
);
const nonzero = integer.filter((value) => value !== 0n);

describe("integers", () => {
  test("add, subtract and multiply as bigints do, in the one representation", () => {
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        const [x, y] = [normalize(a), normalize(b)];
        expect(add(x, y)).toEqual(normalize(a + b));
        expect(subtract(x, y)).toEqual(normalize(a - b));
        expect(BigInt(multiply(x, y))).toBe(a * b);
      }),
      { numRuns: 2000 },
    );
  });

  test("divide so that quotient and remainder give the dividend back", () => {
    fc.assert(
      fc.property(integer, nonzero, (a, b) => {
        const quotient = BigInt(floorDivide(normalize(a), normalize(b)));
        const remainder = BigInt(modulo(normalize(a), normalize(b)));
        expect(quotient * b + remainder).toBe(a);
        expect(remainder === 0n || remainder < 0n === b < 0n).toBe(true);
        expect((remainder < 0n ? -remainder : remainder) < (b < 0n ? -b : b)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("divide large ones correctly rounded, as the safe ones they reduce to", () => {
    const scale = 2n ** 70n * 3n;
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
        if (b === 0 || a === 0) return;
        const large = trueDivide(normalize(BigInt(a) * scale), normalize(BigInt(b) * scale));
        expect(large).toBe(a / b);
      }),
    );
  });
});
