import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { floatFloorDivide, floatModulo, roundHalfEven, roundFloat } from "./float.ts";

describe("floats", () => {
  test.each([
    [90.80442383992988, 0.3970776926567685, 228],
    [10789526.363315068, 0.7337318099041454, 14705000],
    [465032098387.00195, 0.9157392118225236, 507821541748],
    [1e16, 0.1, 1e17],
    [5, Infinity, 0],
    [-5, Infinity, -1],
  ])("divide %d // %d as %d, as Python does", (a, b, quotient) => {
    expect(floatFloorDivide(a, b)).toBe(quotient);
  });

  test("leave a remainder with the sign of the divisor, smaller than it", () => {
    const float = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(
        float,
        float.filter((b) => Math.abs(b) > 1e-6),
        (a, b) => {
          const remainder = floatModulo(a, b);
          expect(remainder === 0 || remainder < 0 === b < 0).toBe(true);
          expect(Math.abs(remainder)).toBeLessThanOrEqual(Math.abs(b));
        },
      ),
    );
  });

  test.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [0.49999999999999994, 0],
    [4503599627370497.5, 4503599627370498],
    [1e300, 1e300],
  ])("round %d to %d", (value, rounded) => {
    expect(roundHalfEven(value)).toBe(rounded);
  });

  test.each<[value: number, digits: number, rounded: number | string]>([
    [2.675, 2, 2.67],
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [1250, -2, 1200],
    [1350.5, -2, 1400],
    [5e-324, 323, 0],
    [5e-324, 324, 5e-324],
    [1.7976931348623157e308, -308, "number too large for a float"],
    [1.7976931348623157e308, -309, 0],
    [Infinity, 2, Infinity],
  ])("round %d with %d digits to %s, as Python does", (value, digits, rounded) => {
    expect(roundFloat(value, digits)).toBe(rounded);
  });
});
