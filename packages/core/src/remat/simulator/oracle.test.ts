import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { heuristics } from "../heuristics/registry.ts";
import { programs, traceOf } from "../testing/programs.ts";
import { type Trace, TraceBuilder } from "../trace/trace.ts";
import { type OracleCall, oracleProgram } from "./oracle-program.ts";
import { oracleCompute } from "./oracle.ts";
import { prepareTrace, simulate } from "./simulate.ts";

/** Programs that are small enough for the oracle: few operators with two outputs at most, no views. */
function programsOf(operators: number) {
  return programs.map((steps) =>
    traceOf(
      steps.slice(0, operators).map((step) => ({
        ...step,
        outputs: step.outputs.slice(0, 2).map(({ bytes }) => ({ bytes, view: undefined })),
      })),
    ),
  );
}

const small = programsOf(10);
const tiny = programsOf(6);

/** Forward and backward through a few layers of different costs and sizes: what to keep and what to make again is a real choice. */
const trainings = fc
  .array(fc.record({ cost: fc.nat(9), bytes: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 3,
    maxLength: 5,
  })
  .map((layers) => {
    const builder = new TraceBuilder();
    const values: number[] = [];
    for (const { cost, bytes } of layers) {
      values.push(...builder.call("layer", cost, values.slice(-1), [{ kind: "storage", bytes }]));
    }
    let gradient: readonly number[] = [];
    for (const value of values.toReversed()) {
      const inputs = [value, ...gradient];
      gradient = builder.call("gradient", 1, inputs, [{ kind: "storage", bytes: 1 }]);
      for (const tensor of inputs) builder.release(tensor);
    }
    return builder.build("training");
  });

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

function relax(costs: Map<number, number>, set: number, cost: number): boolean {
  if (cost >= (costs.get(set) ?? Infinity)) return false;
  costs.set(set, cost);
  return true;
}

/** The same by definition: from every set every eviction and every call again, until nothing gets cheaper. */
function enumerated(trace: Trace, budget: number): number | undefined {
  const { calls, bytes } = oracleProgram(trace);
  const sizeOf = (set: number) => bytes.reduce((sum, b, at) => sum + ((set >> at) & 1) * b, 0);
  let costs = new Map([[0, 0]]);
  for (const [done, next] of calls.entries()) {
    const fits = (set: number) => sizeOf(set) <= budget - next.constantBytes;
    const runs = (call: OracleCall, set: number) =>
      (set & call.inputs) === call.inputs && fits(set | call.outputs);
    let cheaper = true;
    while (cheaper) {
      cheaper = false;
      for (const [set, cost] of costs) {
        for (const at of bytes.keys()) cheaper = relax(costs, set & ~(1 << at), cost) || cheaper;
        for (const call of calls.slice(0, done)) {
          if (!runs(call, set)) continue;
          cheaper = relax(costs, set | call.outputs, cost + call.cost) || cheaper;
        }
      }
    }
    const after = new Map<number, number>();
    for (const [set, cost] of costs) {
      if (runs(next, set)) relax(after, set | next.outputs, cost + next.cost);
    }
    costs = after;
  }
  return costs.size === 0 ? undefined : Math.min(...costs.values());
}

describe("oracleCompute", () => {
  test("is the base compute where there is room for everything", () => {
    fc.assert(
      fc.property(small, (trace) => {
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

  test("is what the enumeration of everything gives", () => {
    fc.assert(
      fc.property(fc.oneof(tiny, trainings), fc.integer({ min: -1, max: 3 }), (trace, spare) => {
        const budget = prepareTrace(trace).smallestBudgetBytes + spare;
        expect(oracleCompute(trace, budget)).toBe(enumerated(trace, budget));
      }),
      { numRuns: 400 },
    );
  });

  test("counts constants that come after the last call", () => {
    const builder = new TraceBuilder();
    builder.call("a", 1, [], [{ kind: "storage", bytes: 2 }]);
    builder.constant(2);
    const trace = builder.build("constant at the end");
    expect(oracleCompute(trace, 4)).toBe(1);
    expect(oracleCompute(trace, 3)).toBeUndefined();
  });

  test("is never beaten by a policy, and never finds impossible what one achieves", () => {
    const policy = fc.constantFrom(...heuristics.map(({ name }) => name));
    const recursion = fc.constantFrom("paper" as const, "frontier" as const);
    fc.assert(
      fc.property(
        small,
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
    for (let i = 0; i < 21; i++) builder.call("op", 1, [], [{ kind: "storage", bytes: 1 }]);
    expect(() => oracleCompute(builder.build("large"), 100)).toThrow("20 storages at most, not 21");
  });
});
