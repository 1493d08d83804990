import { describe, expect, test } from "vitest";
import { bytes } from "../bytes.ts";
import type { Figure, Reading } from "../probe/reading.ts";
import { resident } from "../testing/resident-builder.ts";
import { listsFor } from "./constraint-lists.ts";
import { decide } from "./decide.ts";
import type { GovernorState } from "./decide.ts";
import type { BudgetUse } from "./decision.ts";
import { evictionPolicy } from "./policies/registry.ts";
import type { ConstraintSources } from "./pool-defaults.ts";
import { compilePoolLists } from "./pool-lists.ts";
import type { MemoryRequest } from "./request.ts";

const known = (value: number): Figure => ({ kind: "known", value, source: "test", at: 0 });
const unknown: Figure = { kind: "unknown", reason: "not supported", source: "test", at: 0 };

function reading(available: Figure, total: Figure = known(1000), device = "host"): Reading {
  return { device, at: 0, used: known(100), available, total };
}

function request(size: number, traits: Partial<MemoryRequest> = {}): MemoryRequest {
  const base = {
    kind: "acquire",
    pool: "models",
    key: "new",
    device: "host",
    priority: 0,
  } as const;
  return { ...base, bytes: bytes(size), ...traits };
}

function state(traits: Partial<GovernorState> & { constraints?: ConstraintSources } = {}) {
  const { constraints = {}, ...others } = traits;
  return {
    now: 1000,
    residents: [],
    reading: reading(known(900)),
    lists: listsFor(compilePoolLists("models", constraints), "host"),
    budgets: [],
    policy: evictionPolicy("cost-per-byte"),
    ...others,
  };
}

const budget = (limit: number, placed: number): BudgetUse => ({
  name: "budget of host",
  scope: "device",
  of: "host",
  limit: bytes(limit),
  placed: bytes(placed),
});

const three = [
  resident("a", { bytes: bytes(100), credit: bytes(100), restoreMs: 10 }),
  resident("b", { bytes: bytes(100), credit: bytes(100), restoreMs: 20 }),
  resident("c", { bytes: bytes(100), credit: bytes(100), restoreMs: 30, pool: "other" }),
];

const victims = (r: MemoryRequest, s: GovernorState): readonly string[] | string => {
  const { verdict } = decide(r, s);
  return verdict.kind === "evict" ? verdict.victims : verdict.kind;
};

describe("decide", () => {
  test("admits when nothing fires and no budget is short", () => {
    expect(decide(request(10), state()).verdict).toEqual({ kind: "admit" });
  });

  test("says which expression fired on which values", () => {
    const constraints = { cache: ["memory_required > available * 0.5", "used > 10 ** 9"] };
    const { evaluations } = decide(request(600), state({ constraints }));
    expect(evaluations).toEqual([
      {
        list: "MODELS_CACHE_MEMORY_CONSTRAINTS",
        scope: "pool",
        outcome: "met",
        results: [
          {
            expression: "memory_required > available * 0.5",
            outcome: "met",
            values: { memory_required: 600, available: 900 },
          },
          { expression: "used > 10 ** 9", outcome: "not-met", values: { used: 100 } },
        ],
      },
    ]);
  });

  test("evicts only until the constraint no longer holds", () => {
    const constraints = { gc: ["memory_required > available"] };
    const s = state({ constraints, residents: three, reading: reading(known(250)) });
    expect(victims(request(300), s)).toEqual(["models/a@host"]);
    expect(victims(request(400), s)).toEqual(["models/a@host", "models/b@host"]);
  });

  test("keeps a cache list to the pool's own residents, and lets a GC list take any pool's", () => {
    const low = { residents: three, reading: reading(known(0)) };
    const cache = state({ constraints: { cache: ["memory_required > available"] }, ...low });
    const gc = state({ constraints: { gc: ["memory_required > available"] }, ...low });
    expect(victims(request(300), cache)).toEqual(["models/a@host", "models/b@host"]);
    expect(victims(request(300), gc)).toEqual(["models/a@host", "models/b@host", "other/c@host"]);
  });

  test("shows cache_size as the pool's total on the device, and lowers it as residents go", () => {
    const constraints = { cache: ["cache_size > 150"] };
    expect(victims(request(1), state({ constraints, residents: three }))).toEqual([
      "models/a@host",
    ]);
  });

  test("never takes a leased, pinned, loading or staying resident, nor one of higher priority", () => {
    const protectedOnes = [
      resident("leased", { leases: 1 }),
      resident("pinned", { pinned: true }),
      resident("loading", { state: "loading" }),
      resident("staying", { stayUntil: 1001 }),
      resident("important", { priority: 1 }),
      resident("elsewhere", { device: "cuda:0" }),
    ];
    const s = state({ constraints: { gc: ["True"] }, residents: protectedOnes });
    expect(decide(request(1), s).verdict).toEqual({
      kind: "proceed",
      unmet: ["MODELS_CACHE_GC_CONSTRAINTS"],
    });
  });

  test("goes ahead when a constraint cannot be evaluated, and records why", () => {
    const constraints = { gc: ["memory_required > available"] };
    const s = state({ constraints, residents: three, reading: reading(unknown) });
    const decision = decide(request(300), s);
    expect(decision.verdict.kind).toBe("admit");
    expect(decision.evaluations[0]?.outcome).toBe("unknown");
    expect(decision.evaluations[0]?.reason).toContain("not supported");
  });

  test("evicts for a budget, though no constraint fires", () => {
    const s = state({ residents: three, budgets: [budget(350, 300)] });
    expect(decide(request(100), s).verdict).toMatchObject({
      kind: "evict",
      victims: ["models/a@host"],
      reason: "budget",
      predicted: 100,
    });
  });

  test("waits when it would fit if leases ended, and names what is in the way", () => {
    const residents = [resident("busy", { bytes: bytes(300), credit: bytes(300), leases: 1 })];
    const s = state({ residents, budgets: [budget(350, 300)] });
    expect(decide(request(100), s).verdict).toMatchObject({
      kind: "wait",
      missing: 50,
      blockers: ["models/busy@host"],
    });
  });

  test("refuses what exceeds a budget even alone, with the tightest limit", () => {
    const s = state({ budgets: [budget(350, 0)] });
    expect(decide(request(351), s).verdict).toEqual({
      kind: "refuse",
      limit: 350,
      limitedBy: "budget of host",
    });
  });

  test("refuses what exceeds the device even alone", () => {
    expect(decide(request(1001), state()).verdict).toMatchObject({ kind: "refuse", limit: 1000 });
  });

  test("never refuses a guard and never makes it wait", () => {
    const s = state({ budgets: [budget(10, 10)] });
    expect(decide(request(5000, { kind: "guard" }), s).verdict.kind).toBe("proceed");
  });

  describe("under clear-all", () => {
    const policy = evictionPolicy("clear-all");
    const constraints = { gc: ["memory_required > available"], cache: ["cache_size > 0"] };

    test("clears every pool when the GC list fires, and then skips the cache list", () => {
      const s = state({ policy, constraints, residents: three, reading: reading(known(250)) });
      expect(victims(request(300), s)).toHaveLength(3);
    });

    test("clears the own pool when only the cache list fires", () => {
      const s = state({ policy, constraints, residents: three });
      expect(victims(request(300), s)).toEqual(["models/a@host", "models/b@host"]);
    });
  });

  test("gives the same answer whatever the order of the residents", () => {
    const constraints = { gc: ["memory_required > available"] };
    const s = state({ constraints, residents: three, reading: reading(known(150)) });
    const reversed = { ...s, residents: three.toReversed() };
    expect(decide(request(300), s)).toEqual(decide(request(300), reversed));
  });
});
