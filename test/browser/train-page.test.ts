import { describe, expect, test } from "vitest";
import { findingsOf } from "../../examples/train-in-the-browser/src/findings.ts";
import { plot, roundValues } from "../../examples/train-in-the-browser/src/plot.ts";
import type { Step } from "../../examples/train-in-the-browser/src/step.ts";

const MB = 1_000_000;

/** Three measuring steps that take 10 MB and 100 ms each, and one like `last`. */
function stepsUpTo(last: Partial<Step>): readonly Step[] {
  const measured = [1, 2, 3].map((number) => ({
    number,
    loss: 2,
    peakBytes: 10 * MB,
    thresholdBytes: Infinity,
    evictions: 0,
    recomputed: 0,
    ms: 100,
  }));
  return [...measured, { ...measured[0]!, number: 4, thresholdBytes: 5 * MB, ...last }];
}

describe("the findings of a training", () => {
  test.each<readonly [string, Partial<Step>, string]>([
    ["without a threshold", { thresholdBytes: Infinity }, "This network takes 10.0 MB"],
    [
      "under one",
      { peakBytes: 4 * MB, evictions: 9, recomputed: 5 },
      "A network that takes 10.0 MB trains in 4.00 MB",
    ],
    [
      "above the need",
      { thresholdBytes: 11 * MB, peakBytes: 10 * MB },
      "With 11.0 MB allowed, nothing has to go",
    ],
    [
      "under one that is too low",
      { peakBytes: 6 * MB, evictions: 9 },
      "5.00 MB is too little: the step took 6.00 MB all the same",
    ],
  ])("say what it takes %s", (_, last, headline) => {
    expect(findingsOf(stepsUpTo(last)).headline).toBe(headline);
  });

  test("compare the time of a step with that of a measuring step, the first excepted", () => {
    const steps = stepsUpTo({ peakBytes: 4 * MB, evictions: 9, recomputed: 5, ms: 150 });
    const compiling = steps.map((step) => (step.number === 1 ? { ...step, ms: 9000 } : step));
    expect(findingsOf(compiling).deck).toContain(
      "evicts 9 results and computes 5 again, in 1.5 times the time",
    );
  });
});

describe("a chart's layout", () => {
  const size = { width: 670, height: 228 };

  test("draws what passes the limit of a step apart from what does not", () => {
    const { marks, excess } = plot(
      { kind: "bars", values: [4, 6], first: 1, limits: [5, 5] },
      size,
    );
    expect(marks.match(/Z/g)).toHaveLength(2);
    expect(excess.match(/Z/g)).toHaveLength(1);
  });

  test("draws no limit where there is none", () => {
    const { limit, limitAt } = plot(
      { kind: "bars", values: [4, 6], first: 1, limits: [Infinity, Infinity] },
      size,
    );
    expect(limit).toBe("");
    expect(limitAt).toBeUndefined();
  });

  test("has room for values that are all 0", () => {
    const { marks, yTicks } = plot({ kind: "bars", values: [0, 0], first: 1, limits: [] }, size);
    expect(marks).not.toContain("NaN");
    expect(yTicks.map(({ value }) => value)).toContain(0);
  });

  test.each([
    [9.4, 6, [0, 2, 4, 6, 8]],
    [1.08, 3, [0, 0.5, 1]],
    [50, 3, [0, 20, 40]],
    [3e6, 6, [0, 500_000, 1e6, 1.5e6, 2e6, 2.5e6, 3e6]],
  ])("puts round values up to %d along its axis", (most, count, expected) => {
    expect(roundValues(most, count)).toEqual(expected);
  });
});
