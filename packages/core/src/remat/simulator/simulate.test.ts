import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chain } from "../generate/chain.ts";
import { lstm, residualNetwork, transformer, treeNetwork, uNet } from "../generate/networks.ts";
import { programs, traceOf } from "../testing/programs.ts";
import { STEP, type Trace } from "../trace/trace.ts";
import { prepareTrace, simulate } from "./simulate.ts";
import type { SimulationOptions } from "./simulation-options.ts";
import { sweepJobs } from "./sweep.ts";
import { rematTimelineOf } from "./timeline.ts";

const NETWORKS = [residualNetwork(), uNet(), transformer(), lstm(), treeNetwork()];
const still = { now: () => 0, schedule: () => () => undefined };

const bytes = (policy: string, budget: number): SimulationOptions => ({
  policy,
  budget: { kind: "bytes", bytes: budget },
});

/** The peak of a program whose storages are given back with their last handle, counted directly. */
function countedPeak({ graph, steps }: Trace): number {
  const references = new Int32Array(graph.storageCount);
  let [now, peak] = [0, 0];
  for (let at = 0; at < steps.length; at += 2) {
    const [kind, id] = [steps[at], steps[at + 1]!];
    if (kind === STEP.retain) references[graph.storageOf[id]!]! += 1;
    else if (kind === STEP.release) {
      const storage = graph.storageOf[id]!;
      references[storage]! -= 1;
      if (references[storage] === 0) now -= graph.bytes[storage]!;
    } else {
      now += graph.outputBytes[id]!;
      peak = Math.max(peak, now);
      for (let t = graph.firstOutput[id]!; t < graph.firstOutput[id + 1]!; t++) {
        references[graph.storageOf[t]!]! += 1;
      }
    }
  }
  return peak;
}

describe("prepareTrace", () => {
  test("measures the peak of plain deallocation and the sum of all costs", () => {
    for (const trace of NETWORKS) {
      const { baseline } = prepareTrace(trace);
      expect(baseline.peakBytes).toBe(countedPeak(trace));
      expect(baseline.computeNs).toBe(trace.graph.cost.reduce((sum, cost) => sum + cost, 0));
    }
  });

  test("knows a budget below which nothing can work", () => {
    fc.assert(
      fc.property(programs, (steps) => {
        const prepared = prepareTrace(traceOf(steps));
        const budget = prepared.smallestBudgetBytes - 1;
        const options = { ...bytes("dtr", budget), limit: 100 };
        const paper = simulate(prepared, options, still);
        expect(paper.result).not.toBe("ok");
        expect(paper.failure?.smallestBudgetBytes).toBe(budget + 1);
        const refused = simulate(prepared, { ...options, recursion: "frontier" }, still);
        expect(refused).toMatchObject({ result: "oom", failure: { why: "budget-too-small" } });
      }),
    );
  });
});

describe("simulate", () => {
  test("costs nothing extra without a limit, and is never cheaper than that with one", () => {
    for (const trace of NETWORKS) {
      const prepared = prepareTrace(trace);
      const { computeNs } = prepared.baseline;
      const unbounded = simulate(prepared, bytes("dtr", Number.MAX_SAFE_INTEGER));
      expect(unbounded).toMatchObject({
        result: "ok",
        rematNs: 0,
        overhead: (1 + computeNs) / computeNs,
      });
      const tight = simulate(prepared, { policy: "dtr", budget: { kind: "ratio", ratio: 0.7 } });
      expect(tight.overhead).toBeGreaterThanOrEqual(unbounded.overhead);
      expect(tight.peakBytes).toBeLessThanOrEqual(tight.budgetBytes);
    }
  });

  test("needs far less rematerialization over all networks by cost than by chance, informed or online", () => {
    const remat = (policy: string) =>
      NETWORKS.map(prepareTrace).reduce((sum, prepared) => {
        const budget = { kind: "ratio", ratio: 0.8 } as const;
        return sum + simulate(prepared, { policy, limit: 1000, budget }).rematNs;
      }, 0);
    const chance = remat("random");
    for (const policy of ["dtr", "dtr-eq", "msps-next-use"]) {
      expect(remat(policy)).toBeLessThan(chance / 10);
    }
  });

  test("works at lower budgets by frontier than by paper, and never dearer where both do", () => {
    for (const trace of NETWORKS) {
      const prepared = prepareTrace(trace);
      const curve = (recursion: "paper" | "frontier") =>
        Array.from({ length: 19 }, (_, k) => (k + 1) / 20).map((ratio) =>
          simulate(prepared, { policy: "dtr-eq", recursion, budget: { kind: "ratio", ratio } }),
        );
      const [paper, frontier] = [curve("paper"), curve("frontier")];
      const least = (runs: typeof paper) => runs.findIndex((run) => run.result === "ok");
      expect(least(frontier)).toBeLessThanOrEqual(least(paper));
      for (const [index, run] of paper.entries()) {
        if (run.result !== "ok") continue;
        expect(frontier[index]!.overhead).toBeLessThanOrEqual(run.overhead * 1.005);
      }
    }
  });

  test("says what failed and with what numbers", () => {
    const run = simulate(prepareTrace(chain(50)), { ...bytes("lru", 4), limit: 3 }, still);
    expect(run).toMatchObject({ result: "thrash", failure: { why: "thrashing" } });
    const network = prepareTrace(uNet());
    const oom = simulate(network, { policy: "dtr", budget: { kind: "ratio", ratio: 0.2 } }, still);
    expect(oom.failure).toMatchObject({ why: "nothing-left-to-evict" });
    expect(oom.failure?.neededBytes).toBeGreaterThan(oom.budgetBytes);
  });

  test.each([
    [{ policy: "nope", budget: { kind: "ratio", ratio: 0.5 } }, "unknown policy"],
    [{ policy: "lru", budget: { kind: "ratio", ratio: 0 } }, "above 0 bytes"],
    [{ policy: "lru", budget: { kind: "ratio", ratio: 0.5 }, limit: 0.5 }, "at least 1"],
  ] as const)("refuses %o", (options, problem) => {
    expect(() => simulate(prepareTrace(chain(4)), options)).toThrow(problem);
  });

  test.each<readonly [object, string]>([
    [{ recursion: "x" }, 'recursion must be one of paper, frontier, got "x"'],
    [{ deallocation: "eagr" }, "did you mean `eager`?"],
    [{ recursoin: "paper" }, "recursoin is no option; did you mean `recursion`?"],
    [{ policy: undefined }, "policy must be a name, got undefined"],
    [{ budget: undefined }, "budget must be a share of the peak or bytes"],
    [{ budget: { kind: "share", ratio: 1 } }, "budget must be a share of the peak or bytes"],
    [{ budget: { kind: "bytes", bytes: Number.NaN } }, "above 0 bytes"],
    [{ evicteeMinimumSize: Number.NaN }, "evicteeMinimumSize must be at least 0"],
    [{ exponents: { time: 1 } }, "exponents must be two numbers from 0"],
    [{ seed: Infinity }, "seed must be a finite number"],
  ])("refuses %o of a program without types", (options, problem) => {
    const whole = { ...bytes("lru", 4), ...options };
    const run = (): unknown => simulate(prepareTrace(chain(4)), whole);
    expect(run).toThrow(problem);
    expect(run).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARGUMENT" }));
  });

  test("takes an option that is stated to be undefined as absent", () => {
    const unstated: object = { recursion: undefined, limit: undefined, seed: undefined };
    const prepared = prepareTrace(chain(50));
    const run = simulate(prepared, { ...bytes("random", 20), ...unstated }, still);
    expect(run).toEqual(simulate(prepared, bytes("random", 20), still));
  });

  test("never evicts what is below the minimum size", () => {
    const prepared = prepareTrace(chain(50));
    const run = simulate(prepared, { ...bytes("dtr", 20), evicteeMinimumSize: 2 }, still);
    expect(run).toMatchObject({ result: "oom" });
  });
});

describe("Theorem 3.1 of the DTR paper", () => {
  // In 2·ceil(sqrt N) units of memory, a chain of N layers runs forward and backward (2 N operators without eviction) in fewer
  // than 4 N operators: with h_e*, the theorem's heuristic, and with h_DTR^eq, which costs less to evaluate.
  const CONSTANT = 4;

  test.each([
    ["e-star", 100],
    ["e-star", 1000],
    ["e-star", 5000],
    ["dtr-eq", 100],
    ["dtr-eq", 1000],
    ["dtr-eq", 10_000],
    ["dtr-eq", 100_000],
  ])(
    "holds by %s for a chain of %i layers",
    (policy, length) => {
      const budget = 2 * Math.ceil(Math.sqrt(length));
      const run = simulate(prepareTrace(chain(length)), {
        ...bytes(policy, budget),
        limit: CONSTANT,
      });
      expect(run.result).toBe("ok");
      expect(run.baseNs + run.rematNs).toBeLessThan(CONSTANT * length);
    },
    120_000,
  );
});

describe("sweepJobs", () => {
  test("lists every combination once, by policy, recursion and budget", () => {
    const budgets = [0.9, 0.5].map((ratio) => ({ kind: "ratio", ratio }) as const);
    const jobs = sweepJobs({ policies: ["lru", "dtr"], budgets, shared: { limit: 3 } });
    expect(jobs.map((job) => [job.policy, job.recursion, job.budget, job.limit])).toEqual([
      ["lru", "paper", budgets[0], 3],
      ["lru", "paper", budgets[1], 3],
      ["dtr", "paper", budgets[0], 3],
      ["dtr", "paper", budgets[1], 3],
    ]);
  });
});

describe("rematTimelineOf", () => {
  test("adds up to the figures of the run", () => {
    for (const trace of NETWORKS) {
      const options = { policy: "dtr", budget: { kind: "ratio", ratio: 0.7 } } as const;
      const { result, events } = rematTimelineOf(prepareTrace(trace), options);
      expect(events.filter((event) => event.kind === "evict")).toHaveLength(result.evictions);
      const times = events.map((event) => event.timeNs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(-1)).toBe(result.baseNs + result.rematNs);
      const highest = Math.max(...events.map((event) => event.bytes));
      expect(highest).toBeLessThanOrEqual(result.peakBytes);
    }
  });
});
