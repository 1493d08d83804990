import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { programs, traceOf } from "../remat/testing/programs.ts";
import { chain } from "../remat/generate/chain.ts";
import { prepareTrace } from "../remat/simulator/simulate.ts";
import type { SimulationOptions } from "../remat/simulator/simulation-options.ts";
import { rematTimelineOf } from "../remat/simulator/timeline.ts";
import type { Trace } from "../remat/trace/trace.ts";
import { storageEvents } from "./storage-events.ts";

/** The highest sum of what is allocated, and what is left at the end. */
function booksOf(trace: Trace, options: SimulationOptions) {
  const { events, result } = rematTimelineOf(prepareTrace(trace), options);
  const changes = storageEvents(trace.graph, events);
  const copies = new Map<number, number>();
  let bytes = 0;
  let peak = 0;
  let latest = 0;
  for (const { kind, storage, timeNs } of changes) {
    const change = kind === "alloc" ? 1 : -1;
    copies.set(storage, (copies.get(storage) ?? 0) + change);
    expect(copies.get(storage)).toBeGreaterThanOrEqual(0);
    expect(copies.get(storage)).toBeLessThanOrEqual(2);
    bytes += change * (trace.graph.bytes[storage] ?? NaN);
    peak = Math.max(peak, bytes);
    expect(timeNs).toBeGreaterThanOrEqual(latest);
    latest = timeNs;
  }
  return { peak, result, changes };
}

describe("storageEvents", () => {
  test("reach the peak that the run itself reports, whatever the policy", () => {
    const options = fc.record({
      policy: fc.constantFrom("dtr-eq", "lru", "random", "size"),
      recursion: fc.constantFrom("paper" as const, "frontier" as const),
      deallocation: fc.constantFrom("ignore" as const, "eager" as const, "banish" as const),
      budget: fc.integer({ min: 1, max: 60 }).map((bytes) => ({ kind: "bytes", bytes }) as const),
    });
    fc.assert(
      fc.property(programs, options, (steps, chosen) => {
        const { peak, result } = booksOf(traceOf(steps), chosen);
        expect(peak).toBe(result.peakBytes);
      }),
      { numRuns: 300 },
    );
  });

  test("tell how often an operator has run and why a storage went", () => {
    const budget = { kind: "ratio", ratio: 0.3 } as const;
    const { changes, result } = booksOf(chain(20), { policy: "dtr-eq", budget });
    const reasons = changes.flatMap((change) => (change.kind === "free" ? [change.reason] : []));
    expect(reasons).toContain("pressure");
    expect(reasons.filter((reason) => reason !== "duplicate")).toHaveLength(result.evictions);
    const executions = changes.flatMap((change) =>
      change.kind === "alloc" ? [change.execution] : [],
    );
    expect(Math.max(...executions)).toBeGreaterThan(1);
  });
});
