import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operation, type Operator } from "./arithmetic.ts";
import { normalize, type Numeric } from "./numeric.ts";

/** Integers around the limits of safe integers and of 0, and everywhere else. */
const integer = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: 2n ** 53n - 5n, max: 2n ** 53n + 5n }),
  fc.maxSafeInteger().map(BigInt),
  fc.bigInt({ min: -(2n ** 120n), max: 2n ** 120n }),
);
const nonzero = integer.filter((value) => value !== 0n);

function ofInts(operator: Operator, a: bigint, b: bigint): Numeric | string {
  return operation(operator, "int")(normalize(a), normalize(b));
}

describe("operations on ints", () => {
  test("add, subtract and multiply as bigints do, in the one representation", () => {
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        expect(ofInts("+", a, b)).toEqual(normalize(a + b));
        expect(ofInts("-", a, b)).toEqual(normalize(a - b));
        expect(BigInt(ofInts("*", a, b))).toBe(a * b);
      }),
      { numRuns: 2000 },
    );
  });

  test("divide so that quotient and remainder give the dividend back", () => {
    fc.assert(
      fc.property(integer, nonzero, (a, b) => {
        const quotient = BigInt(ofInts("//", a, b));
        const remainder = BigInt(ofInts("%", a, b));
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
        expect(ofInts("/", BigInt(a) * scale, BigInt(b) * scale)).toBe(a / b);
      }),
    );
  });

  test.each<Operator>(["+", "-", "*", "/", "//", "%", "round"])(
    "come to the same by %s in the representation of type number",
    (operator) => {
      fc.assert(
        fc.property(integer, nonzero, (a, b) => {
          const result = operation(operator, "number")(a, b);
          const value = typeof result === "bigint" ? normalize(result) : result;
          expect(value === ofInts(operator, a, b)).toBe(true);
        }),
      );
    },
  );

  test("raise what stays small to any power at once", () => {
    const huge = 10n ** 1000n;
    const power = operation("**", "number");
    expect([power(0n, huge), power(1n, huge), power(-1n, huge)]).toEqual([0n, 1n, 1n]);
    expect(power(-1n, huge + 1n)).toBe(-1n);
    expect(power(2n, huge)).toBe("integer of more than 4096 bits");
  });
});
