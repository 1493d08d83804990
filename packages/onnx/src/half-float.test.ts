import { describe, expect, test } from "vitest";
import { fromHalf, toHalf } from "./half-float.ts";

describe("half floats", () => {
  test("come back unchanged, all that are numbers", () => {
    for (let half = 0; half < 0x10000; half++) {
      const value = fromHalf(half);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(half);
    }
  });

  test("go to the nearest, ties to even", () => {
    for (let half = 0; half < 0x7bff; half++) {
      const [low, high] = [fromHalf(half), fromHalf(half + 1)];
      expect(toHalf((low + high) / 2)).toBe(half % 2 === 0 ? half : half + 1);
      expect(toHalf(low + (high - low) * 0.25)).toBe(half);
      expect(toHalf(low + (high - low) * 0.75)).toBe(half + 1);
    }
  });

  test("pass over to infinity and keep what is no number", () => {
    expect(fromHalf(toHalf(70_000))).toBe(Infinity);
    expect(fromHalf(toHalf(-Infinity))).toBe(-Infinity);
    expect(fromHalf(toHalf(NaN))).toBeNaN();
  });
});
