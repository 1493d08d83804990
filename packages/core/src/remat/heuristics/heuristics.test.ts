import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Observer } from "../engine/observer.ts";
import { Simulation, type SimulationSetup } from "../simulator/simulation.ts";
import { programs, traceOf } from "../testing/programs.ts";
import { naive } from "../testing/naive.ts";
import type { Trace } from "../trace/trace.ts";
import type { Heuristic } from "./heuristic.ts";
import { heuristicByName, heuristics } from "./registry.ts";
import { chain } from "../generate/chain.ts";
import { lstm, residualNetwork, treeNetwork } from "../generate/networks.ts";

function evictionsOf(
  trace: Trace,
  heuristic: Heuristic,
  budget: number,
  recursion: SimulationSetup["recursion"],
) {
  const evictions: number[] = [];
  const observer: Observer = {
    evicted: (storage) => evictions.push(storage),
    ran: () => undefined,
  };
  const simulation = new Simulation(trace, {
    heuristic,
    recursion,
    limits: { budget, limit: "hard", rematTime: 3000, leastBytes: 0 },
    deallocation: "eager",
    exponents: { time: 1, memory: 1 },
    sqrtSampling: false,
    random: () => 0,
  });
  simulation.engine.observer = observer;
  const shortage = simulation.run();
  return { evictions, end: shortage?.kind ?? "ok" };
}

const FACTORED = ["dtr", "dtr-eq", "dtr-local", "msps", "lru", "size", "e-star"];

describe("heuristics", () => {
  test.each(FACTORED)(
    "%s evicts what a scan by definition evicts, ties and zeros included",
    (name) => {
      const budgets = fc.integer({ min: 12, max: 60 });
      const recursions = fc.constantFrom("paper", "frontier" as const);
      fc.assert(
        fc.property(programs, budgets, recursions, (steps, budget, recursion) => {
          const trace = traceOf(steps);
          const fast = evictionsOf(trace, heuristicByName(name), budget, recursion);
          expect(fast).toEqual(evictionsOf(trace, naive(name), budget, recursion));
        }),
        { numRuns: 300 },
      );
    },
  );

  test.each(FACTORED)(
    "%s agrees with the scan on programs with many blocks of candidates",
    (name) => {
      const traces = [chain(400), lstm(8, 2, 4), treeNetwork(5, 2, 4), residualNetwork(2, 1)];
      for (const trace of traces) {
        const bytes = trace.graph.bytes.reduce((sum, size) => sum + size, 0);
        for (const share of [0.3, 0.5]) {
          const budget = Math.floor(bytes * share);
          const fast = evictionsOf(trace, heuristicByName(name), budget, "paper");
          expect(fast).toEqual(evictionsOf(trace, naive(name), budget, "paper"));
        }
      }
    },
  );

  test("has a name, a source and a formula for each, and no name twice", () => {
    const names = heuristics.map((heuristic) => heuristic.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith("ablation-"))).toHaveLength(16);
    for (const { source, formula } of heuristics) expect([source, formula]).not.toContain("");
  });

  test("suggests the name that was probably meant", () => {
    expect(() => heuristicByName("dtr-eg")).toThrow("did you mean `dtr-eq`?");
  });
});
