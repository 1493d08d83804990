import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { heuristics } from "../heuristics/registry.ts";
import { programs, traceOf } from "../testing/programs.ts";
import { TraceBuilder } from "../trace/trace.ts";
import { oracleCompute } from "./oracle.ts";
import { prepareTrace, simulate } from "./simulate.ts";

/** Programs that are small enough for the oracle: few operators, no views. */
const tiny = programs.map((steps) =>
  traceOf(
    steps.slice(0, 5).map((step) => ({
      ...step,
      outputs: step.outputs.slice(0, 2).map(({ bytes }) => ({ bytes, view: undefined })),
    })),
  ),
);

/** a, then b from a, then c from b and a: with room for two of the three, and a dear b, a is made twice. */
function triangle(bCost: number) {
  const builder = new TraceBuilder();
  const [a = 0] = builder.call("a", 1, [], [{ kind: "storage", bytes: 1 }]);
  const [b = 0] = builder.call("b", bCost, [a], [{ kind: "storage", bytes: 1 }]);
  const [c = 0] = builder.call("c", 1, [b], [{ kind: "storage", bytes: 1 }]);
  builder.call("d", 1, [c, a], [{ kind: "storage", bytes: 1 }]);
  for (const tensor of [a, b, c]) builder.release(tensor);
  return builder.build("triangle");
}

describe("oracleCompute", () => {
  test("is the base compute where there is room for everything", () => {
    fc.assert(
      fc.property(tiny, (trace) => {
        const { baseline } = prepareTrace(trace);
        expect(oracleCompute(trace, 1e6)).toBe(baseline.computeNs);
      }),
    );
  });

  test("recomputes what is cheap, and nothing where nothing has to go", () => {
    expect(oracleCompute(triangle(100), 3)).toBe(103);
    expect(oracleCompute(triangle(100), 2)).toBeUndefined();
  });

  test("finds that no budget below the largest working set can work", () => {
    fc.assert(
      fc.property(tiny, (trace) => {
        const { smallestBudgetBytes } = prepareTrace(trace);
        if (smallestBudgetBytes === 0) return;
        expect(oracleCompute(trace, smallestBudgetBytes - 1)).toBeUndefined();
      }),
    );
  });

  test("is never beaten by a policy, and never finds impossible what one achieves", () => {
    const policy = fc.constantFrom(...heuristics.map(({ name }) => name));
    const recursion = fc.constantFrom("paper" as const, "frontier" as const);
    fc.assert(
      fc.property(
        tiny,
        policy,
        recursion,
        fc.integer({ min: 1, max: 30 }),
        (trace, p, r, bytes) => {
          const prepared = prepareTrace(trace);
          const budget = { kind: "bytes", bytes } as const;
          const run = simulate(prepared, { policy: p, recursion: r, budget, limit: 1e9 });
          if (run.result !== "ok") return;
          const least = oracleCompute(trace, bytes);
          expect(least).toBeDefined();
          expect(run.baseNs + run.rematNs).toBeGreaterThanOrEqual(least ?? Infinity);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("refuses traces that are too large for it", () => {
    const builder = new TraceBuilder();
    for (let i = 0; i < 11; i++) builder.call("op", 1, [], [{ kind: "storage", bytes: 1 }]);
    expect(() => oracleCompute(builder.build("large"), 100)).toThrow("10 storages at most, not 11");
  });
});
