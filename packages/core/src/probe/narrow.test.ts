import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytes } from "../bytes.ts";
import { narrowReading } from "./narrow.ts";
import { known, unknown, type Figure, type Reading } from "./reading.ts";

function reading(available: Figure, total: Figure): Reading {
  return { device: "host", at: 7, used: known(5, "rss", 7), available, total };
}

function narrowed(from: Reading, budget: number, placed: number) {
  return narrowReading(from, { budget: bytes(budget), placed, source: "--memory 512MB" });
}

const UNLIMITED: Figure = { kind: "unlimited", source: "pool", at: 7 };

describe("narrowReading", () => {
  test("caps available at the budget less what is placed, and total at the budget", () => {
    const before = reading(known(900, "meminfo", 7), known(1000, "meminfo", 7));
    expect(narrowed(before, 512, 100)).toEqual({
      ...before,
      available: known(412, "--memory 512MB less what is placed", 7),
      total: known(512, "--memory 512MB", 7),
    });
  });

  test("keeps the machine's figures, and their sources, where they are smaller", () => {
    const before = reading(known(300, "meminfo", 7), known(400, "meminfo", 7));
    expect(narrowed(before, 512, 100)).toEqual(before);
  });

  test("makes known what the device cannot say, and says so", () => {
    const silent = unknown("no query", "webgpu", 7);
    expect(narrowed(reading(silent, silent), 512, 100)).toMatchObject({
      available: {
        kind: "known",
        value: 412,
        source: "--memory 512MB less what is placed (the device cannot say: no query)",
      },
      total: { value: 512, source: "--memory 512MB (the device cannot say: no query)" },
    });
  });

  test("limits what was unlimited", () => {
    expect(narrowed(reading(UNLIMITED, UNLIMITED), 512, 0)).toMatchObject({
      available: { kind: "known", value: 512 },
      total: { kind: "known", value: 512 },
    });
  });

  test("leaves nothing of an overdrawn budget", () => {
    const before = reading(known(900, "meminfo", 7), known(1000, "meminfo", 7));
    expect(narrowed(before, 512, 600).available).toMatchObject({ kind: "known", value: 0 });
  });

  const size = fc.nat(1000);
  const figures = fc.oneof(
    size.map((value) => known(value, "probe", 7)),
    fc.constant(UNLIMITED),
    fc.constant(unknown("silent", "probe", 7)),
  );
  const value = (figure: Figure): number => (figure.kind === "known" ? figure.value : Infinity);

  test("is the smaller of the two, and narrowing again changes no figure", () => {
    fc.assert(
      fc.property(figures, figures, size, size, (available, total, budget, placed) => {
        const before = reading(available, total);
        const once = narrowed(before, budget, placed);
        expect(value(once.available)).toBe(
          Math.min(value(available), Math.max(0, budget - placed)),
        );
        expect(value(once.total)).toBe(Math.min(value(total), budget));
        expect(once.used).toBe(before.used);
        expect(narrowed(once, budget, placed)).toEqual(once);
      }),
    );
  });

  test("comes to the same in either order of two budgets", () => {
    fc.assert(
      fc.property(figures, size, size, size, (available, a, b, placed) => {
        const before = reading(available, available);
        const ab = narrowed(narrowed(before, a, placed), b, placed);
        const ba = narrowed(narrowed(before, b, placed), a, placed);
        expect(value(ab.available)).toBe(value(ba.available));
        expect(value(ab.total)).toBe(value(ba.total));
      }),
    );
  });
});
