import { InvariantError } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { absence, blend, blendAbsences, conjoin, padTokens, weighTokens } from "./compel.ts";
import { joinFeatures, joinTokens, padFeatures, type Field } from "./embedding.ts";
import { meanVector, scaleFromLast, scaleTokens } from "./sd-embed.ts";

/** A field of one feature. */
function column(...values: readonly number[]): Field {
  return { tokens: values.length, width: 1, values: Float64Array.from(values) };
}

function values({ values: list }: Field): readonly number[] {
  return [...list];
}

describe("compel's formulas", () => {
  test("move vectors along the line from the empty prompt's", () => {
    expect(values(weighTokens(column(3, 3, 3), column(1), [2, 0, -1]))).toEqual([5, 1, -1]);
  });

  test("leave the bits alone at weight 1, however small beside the empty prompt's", () => {
    expect(values(weighTokens(column(1e-30), column(1), [1]))).toEqual([1e-30]);
  });

  test.each([
    [0.9, 0.158],
    [0.5, 1],
    [0, 63_662],
    [-3, 63_662],
  ])("give the absence of weight %d as %d", (weight, expected) => {
    expect(absence(weight)).toBeCloseTo(expected, expected > 10 ? 0 : 3);
  });

  test("blend half and half at weight 0.5", () => {
    const without = [{ field: column(4), weight: absence(0.5) }];
    expect(values(blendAbsences(column(2), without, 0))[0]).toBeCloseTo(3, 12);
    expect(values(blendAbsences(column(2), without, 2))[0]).toBeCloseTo((2 * 3 + 4) / 4, 12);
  });

  test("blend with and without normalisation, the shorter padded", () => {
    const terms = [
      { field: column(2, 6), weight: 3 },
      { field: column(4), weight: 1 },
    ];
    expect(values(blend(terms, column(10), { normalize: true }))).toEqual([2.5, 7]);
    expect(values(blend(terms, column(10), { normalize: false }))).toEqual([10, 28]);
  });

  test("join parts, those of other weights moved as a whole", () => {
    const terms = [
      { field: column(2), weight: 1 },
      { field: column(2), weight: 3 },
    ];
    expect(values(conjoin(terms, column(1)))).toEqual([2, 4]);
  });

  test("refuse paddings and weights that do not fit", () => {
    expect(() => padTokens(column(1, 2, 3), column(1, 2), 4)).toThrow(InvariantError);
    expect(() => weighTokens(column(1), column(1), [])).toThrow(InvariantError);
  });
});

describe("sd-embed's formulas", () => {
  test("scale vectors, or their distance from the last one", () => {
    expect(values(scaleTokens(column(2, 3), [2, -1]))).toEqual([4, -3]);
    expect(values(scaleFromLast(column(2, 3, 10), [2, 1, 5]))).toEqual([-6, 3, 10]);
  });

  test("average vectors", () => {
    expect([...meanVector([Float32Array.of(1, 2), Float32Array.of(3, 6)])]).toEqual([2, 4]);
    expect(() => meanVector([])).toThrow(InvariantError);
  });
});

describe("fields", () => {
  test("join along tokens and along features", () => {
    expect(joinTokens([column(1), column(2, 3)])).toEqual(column(1, 2, 3));
    expect(values(joinFeatures([column(1, 2), column(3, 4)]))).toEqual([1, 3, 2, 4]);
    expect(values(padFeatures(column(1, 2), 2))).toEqual([1, 0, 2, 0]);
  });

  test("refuse to join what does not fit", () => {
    const wide = { tokens: 1, width: 2, values: new Float64Array(2) };
    expect(() => joinTokens([column(1), wide])).toThrow("widths differ");
    expect(() => joinFeatures([column(1, 2), column(1)])).toThrow("token counts differ");
    expect(() => padFeatures(wide, 1)).toThrow(InvariantError);
  });
});
