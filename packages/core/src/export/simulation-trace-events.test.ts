import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chain } from "../remat/generate/chain.ts";
import { prepareTrace } from "../remat/simulator/simulate.ts";
import type { SimulationBudget } from "../remat/simulator/simulation-options.ts";
import { rematTimelineOf } from "../remat/simulator/timeline.ts";
import { programs, traceOf } from "../remat/testing/programs.ts";
import type { Trace } from "../remat/trace/trace.ts";
import { simulationTraceEvents } from "./simulation-trace-events.ts";
import { checkTraceEvents } from "./testing/check-trace-events.ts";
import { traceEventText } from "./trace-event.ts";

function traced(trace: Trace, budget: SimulationBudget) {
  const options = { policy: "dtr-eq", budget };
  const timeline = rematTimelineOf(prepareTrace(trace), options);
  const checked = checkTraceEvents(traceEventText(simulationTraceEvents(trace, timeline)));
  return { timeline, ...checked };
}

describe("simulationTraceEvents", () => {
  test("keep the rules of the format for any program", () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 60 }), (steps, bytes) => {
        const { timeline, of } = traced(traceOf(steps), { kind: "bytes", bytes });
        const executions = timeline.events.filter(({ kind }) => kind !== "evict");
        expect(of("X")).toHaveLength(executions.length);
        const evictions = timeline.events.filter(({ kind }) => kind === "evict");
        expect(of("i").length).toBeLessThanOrEqual(evictions.length);
      }),
    );
  });

  test("are the same for the same run", () => {
    const texts = [1, 2].map(() => {
      const trace = chain(30);
      const options = { policy: "dtr-eq", budget: { kind: "ratio", ratio: 0.4 } } as const;
      const timeline = rematTimelineOf(prepareTrace(trace), options);
      return traceEventText(simulationTraceEvents(trace, timeline));
    });
    expect(texts[0]).toBe(texts[1]);
  });

  test("show the work again, the reasons, and the bytes under the budget", () => {
    const { timeline, of, named } = traced(chain(30), { kind: "ratio", ratio: 0.4 });
    const { result } = timeline;
    const again = of("X").filter(({ cat }) => cat === "recomputed");
    const spent = again.reduce((sum, { dur }) => sum + dur, 0);
    expect(spent).toBeCloseTo(result.rematNs / 1000, 3);
    expect(of("i")).toHaveLength(result.evictions);
    expect(of("i")[0]?.name).toMatch(/^evicted .+: (pressure|released|spent)$/);
    const bytes = of("C").map(({ args }) => Number(args["resident"]));
    expect(Math.max(...bytes)).toBe(result.peakBytes);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(result.budgetBytes);
    expect([...named]).toEqual(expect.arrayContaining(["operators", "evictions", "storages"]));
  });
});
