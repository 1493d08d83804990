import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, unknown, type Figure } from "./reading.ts";
import { READING_VALUE_NAMES, readingValues } from "./variables.ts";

const UNLIMITED: Figure = { kind: "unlimited", source: "x", at: 0 };

function variables(used: Figure, available: Figure, total: Figure) {
  return readingValues({ device: "host", at: 0, used, available, total });
}

function n(value: number): Figure {
  return known(value, "x", 0);
}

function silent(reason: string): Figure {
  return unknown(reason, "x", 0);
}

describe("readingValues", () => {
  test("gives every variable under its canonical name", () => {
    const values = variables(n(30), n(90), n(200));
    expect(values).toEqual({
      used: 30,
      used_percent: 25,
      used_total_percent: 15,
      available: 90,
      total: 200,
    });
    expect(Object.keys(values)).toEqual([...READING_VALUE_NAMES]);
  });

  test("takes unlimited for Infinity, of which any part is 0 %", () => {
    expect(variables(n(30), UNLIMITED, UNLIMITED)).toEqual({
      used: 30,
      used_percent: 0,
      used_total_percent: 0,
      available: Infinity,
      total: Infinity,
    });
  });

  test.each([
    ["used", [silent("why"), n(1), n(1)], ["used", "used_percent", "used_total_percent"]],
    ["available", [n(1), silent("why"), n(1)], ["used_percent", "available"]],
    ["total", [n(1), n(1), silent("why")], ["used_total_percent", "total"]],
  ] as const)("makes unknown what hangs on an unknown %s, for its reason", (_, figures, names) => {
    const values = variables(...figures);
    for (const name of READING_VALUE_NAMES) {
      if ((names as readonly string[]).includes(name)) {
        expect(values[name]).toEqual({ kind: "unknown", reason: "why" });
      } else {
        expect(values[name]).toBeTypeOf("number");
      }
    }
  });

  test("does not know the per cent of nothing", () => {
    expect(variables(n(0), n(0), n(0))).toMatchObject({
      used: 0,
      used_percent: { kind: "unknown", reason: "used + available is 0" },
      used_total_percent: { kind: "unknown", reason: "total is 0" },
    });
  });

  test("does not know which part of an unlimited whole an unlimited part is", () => {
    expect(variables(UNLIMITED, n(1), UNLIMITED).used_total_percent).toMatchObject({
      kind: "unknown",
    });
  });

  test("is never NaN", () => {
    const figure = fc.oneof(fc.maxSafeNat().map(n), fc.constant(UNLIMITED), fc.constant(n(0)));
    fc.assert(
      fc.property(figure, figure, figure, (used, available, total) => {
        for (const value of Object.values(variables(used, available, total))) {
          expect(value).not.toBeNaN();
        }
      }),
    );
  });
});
