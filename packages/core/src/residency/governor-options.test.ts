import { describe, expect, test } from "vitest";
import { Governor } from "./governor.ts";
import type { GovernorOptions } from "./governor-options.ts";
import type { PoolOptions } from "./pool-options.ts";

describe("a governor", () => {
  test.each<[object, string]>([
    [{ budget: { host: 1 } }, "a governor's budget is no option; did you mean `budgets`?"],
    [{ journalCapacity: 0 }, "a governor's journalCapacity must be a whole number from 1, got 0"],
    [{ maxWaiting: -1 }, "a governor's maxWaiting must be a whole number from 0, got -1"],
    [{ waitMs: NaN }, "a governor's waitMs must be at least 0, got NaN"],
    [{ waitMs: "1s" }, 'a governor\'s waitMs must be at least 0, got "1s"'],
    [{ probes: {} }, "a governor's probes must be a list, got"],
    [{ budgets: { host: -1 } }, "the budget of host must be a whole number from 0"],
    [{ pools: { m: { constrains: {} } } }, "the constrains of pool m is no option; did you mean"],
    [{ pools: { m: { mode: "both" } } }, 'the mode of pool m must be one of any, all, got "both"'],
    [{ pools: { m: { idleMs: -1 } } }, "the idleMs of pool m must be at least 0, got -1"],
    [
      { pools: { m: { constraints: { gcc: [] } } } },
      "the gcc of pool m is no option; did you mean `gc`?",
    ],
    [
      { pools: { m: { constraints: ["used > 1"] } } },
      "the constraints of pool m must be an object",
    ],
    [{ pools: { m: { constraints: { gc: "used > 1" } } } }, "the gc of pool m must be a list"],
    [{ pools: { m: { budget: NaN } } }, "the budget of pool m must be a number, got NaN"],
  ])("refuses %j", (options, message) => {
    const make = () => new Governor(options);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARGUMENT" }));
  });

  test("takes an option that is undefined for one that is not stated", () => {
    const names: readonly (keyof GovernorOptions)[] = ["probes", "budgets", "pools", "policy"];
    const numbers = ["clock", "waitMs", "maxWaiting", "overtakeMs", "journalCapacity"] as const;
    const nothing = Object.fromEntries([...names, ...numbers].map((name) => [name, undefined]));
    const pool: PoolOptions = { budget: undefined, mode: undefined, idleMs: undefined };
    expect(() => new Governor({ ...nothing, pools: { m: pool } })).not.toThrow();
  });
});
