import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareTrace, simulate } from "../simulator/simulate.ts";
import { type ArrayOp, ArrayBackend } from "../testing/array-backend.ts";
import { outputsOf, programs, type ProgramStep } from "../testing/programs.ts";
import { unlessThrashing } from "../testing/unless-thrashing.ts";
import { accountingBackend, type Backend } from "./backend.ts";
import { type DtrConfig, resolveDtrConfig } from "./config.ts";
import { createRemat } from "../values/remat.ts";
import type { RematConfig } from "../values/remat-config.ts";
import { RematOutOfMemoryError } from "./remat-error.ts";
import { Runtime } from "./runtime.ts";
import type { Tensor } from "./tensor.ts";

const HUGE: DtrConfig = { evictionThreshold: 1e9, evicteeMinimumSize: 0 };
const unit = { kind: "storage", bytes: 1 } as const;

/** Plays a random program; returns the tensors still held, each with its place in the program. */
function play<Buffer>(
  runtime: Runtime<ArrayOp, Buffer>,
  constants: readonly Buffer[],
  steps: readonly ProgramStep[],
): readonly (readonly [number, Tensor])[] {
  let made = 0;
  const held = constants.map((buffer): [number, Tensor] => [made++, runtime.constant(buffer, 2)]);
  for (const [seed, step] of steps.entries()) {
    const inputs = step.inputs.map((n) => held[held.length - 1 - (n % held.length)]![1]);
    const outputs = outputsOf(step, inputs.length);
    const sizes = step.outputs.map((output) => output.bytes);
    const views = outputs.map((output) => (output.kind === "view" ? output.input : undefined));
    const op = { seed, sizes, views };
    const tensors = runtime.call({ op, outputs, costNs: step.cost + 1 }, inputs);
    held.push(...tensors.map((tensor): [number, Tensor] => [made++, tensor]));
    for (const n of step.release) {
      const [gone] = held.length > 3 ? held.splice(2 + (n % (held.length - 2)), 1) : [];
      gone?.[1][Symbol.dispose]();
    }
    runtime.checkInvariants();
  }
  return held;
}

describe("values", () => {
  const policies = fc.constantFrom("dtr", "dtr-eq", "msps", "lru", "random", "megengine-eager");
  const recursions = fc.constantFrom("paper" as const, "frontier" as const);
  const deallocations = fc.constantFrom("ignore" as const, "eager" as const);

  test("are the same with and without a threshold, and every buffer is freed once", () => {
    fc.assert(
      fc.property(
        programs,
        fc.integer({ min: 1, max: 40 }),
        policies,
        recursions,
        deallocations,
        (steps, evictionThreshold, policy, recursion, deallocation) => {
          const read = (config: DtrConfig) => {
            const backend = new ArrayBackend();
            const runtime = new Runtime(backend, config);
            const constants = [backend.constant([1, 2]), backend.constant([3, 4])];
            const held = play(runtime, constants, steps);
            return held.map(([place, tensor]) => {
              const values = Array.from(runtime.read(tensor));
              runtime.checkInvariants();
              return [place, values];
            });
          };
          const tight = { ...HUGE, evictionThreshold, policy, recursion, deallocation };
          const limited = { ...tight, random: () => 0.5, rematLimitNs: 20_000 };
          expect(unlessThrashing(() => read(limited)) ?? read(HUGE)).toEqual(read(HUGE));
        },
      ),
    );
  });

  test("of a step that was recorded give a trace that simulates to the same accounts", () => {
    fc.assert(
      fc.property(programs, recursions, (steps, recursion) => {
        const config = {
          ...HUGE,
          evictionThreshold: 30,
          policy: "dtr",
          recursion,
          rematLimitNs: 20_000,
        } as const;
        const runtime = new Runtime<ArrayOp, unknown>(accountingBackend, config);
        const recording = runtime.record();
        if (unlessThrashing(() => play(runtime, [undefined, undefined], steps)) === undefined)
          return;
        const live = runtime.accounts();
        if (live.overThresholdBytes > 0) return;
        const prepared = prepareTrace(recording.stop("recorded"));
        const options = { policy: "dtr", recursion, limit: 1e6 } as const;
        const run = simulate(prepared, { ...options, budget: { kind: "bytes", bytes: 30 } });
        if (run.result !== "ok") return;
        expect(run.baseNs).toBe(live.programNs);
        expect(run.evictions).toBeGreaterThanOrEqual(live.evictionsForRoom);
        expect(run.rematNs).toBeGreaterThanOrEqual(live.rematNs);
      }),
    );
  });
});

/** What every backend must give; the accounting one has no values to compare. */
const BACKENDS: readonly (readonly [string, () => Backend<ArrayOp, Int32Array | undefined>])[] = [
  ["an array backend", () => arrayBackend()],
  ["the accounting backend", () => accountingBackend],
];

function arrayBackend(): Backend<ArrayOp, Int32Array | undefined> {
  const backend = new ArrayBackend();
  return {
    execute: (op, inputs) =>
      backend.execute(
        op,
        inputs.filter((input) => input !== undefined),
      ),
    free: (buffer) => {
      if (buffer !== undefined) backend.free(buffer);
    },
  };
}

describe.each(BACKENDS)("a runtime on %s", (_, make) => {
  const op: ArrayOp = { seed: 1, sizes: [1], views: [undefined] };
  const step = (runtime: Runtime<ArrayOp, Int32Array | undefined>, inputs: readonly Tensor[]) =>
    runtime.call({ op, outputs: [unit], costNs: 1 }, inputs)[0]!;

  test.each(["paper", "frontier"] as const)(
    "brings back a chain of 10,000 evicted operators by %s",
    (recursion) => {
      const runtime = new Runtime(make(), { ...HUGE, recursion });
      let tensor = step(runtime, []);
      for (let i = 1; i < 10_000; i++) {
        const next = step(runtime, [tensor]);
        tensor[Symbol.dispose]();
        tensor = next;
      }
      runtime.shrink(1e9);
      expect(runtime.isResident(tensor)).toBe(false);
      runtime.read(tensor);
      expect(runtime.isResident(tensor)).toBe(true);
      expect(runtime.accounts().rematNs).toBe(10_000);
      runtime.checkInvariants();
    },
  );

  test("keeps constants, whatever the pressure", () => {
    const runtime = new Runtime(make(), { ...HUGE, evictionThreshold: 3, limit: "soft" });
    const constant = runtime.constant(undefined, 3);
    step(runtime, []);
    expect(runtime.isResident(constant)).toBe(true);
    expect(runtime.accounts().overThresholdBytes).toBe(1);
  });

  test("refuses under a hard limit with the smallest threshold that would do, and goes on", () => {
    const runtime = new Runtime(make(), { ...HUGE, evictionThreshold: 3, limit: "hard" });
    const first = step(runtime, []);
    const big = { op: { ...op, sizes: [3] }, outputs: [{ kind: "storage", bytes: 3 }] } as const;
    let refusal: unknown;
    try {
      runtime.call(big, [first]);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RematOutOfMemoryError);
    expect(refusal).toMatchObject({ neededBytes: 4, thresholdBytes: 3, smallestBytes: 4 });
    runtime.checkInvariants();
    expect(runtime.isResident(step(runtime, [first]))).toBe(true);
  });

  test("recomputes a released tensor's dependents under every policy of deallocation but banish", () => {
    for (const deallocation of ["ignore", "eager", "banish"] as const) {
      const runtime = new Runtime(make(), { ...HUGE, deallocation });
      const base = step(runtime, []);
      const derived = step(runtime, [base]);
      base[Symbol.dispose]();
      expect(runtime.accounts().residentBytes).toBe(deallocation === "ignore" ? 2 : 1);
      runtime.shrink(2);
      expect(runtime.isResident(derived)).toBe(deallocation === "banish");
      runtime.read(derived);
      runtime.checkInvariants();
    }
  });

  test("refuses a tensor after its disposal and in another runtime", () => {
    const runtime = new Runtime(make(), HUGE);
    const tensor = step(runtime, []);
    expect(() => new Runtime(make(), HUGE).read(tensor)).toThrow("another runtime");
    tensor[Symbol.dispose]();
    tensor[Symbol.dispose]();
    expect(() => runtime.read(tensor)).toThrow("disposed");
  });

  test("stops at its limit on rematerialization", () => {
    const runtime = new Runtime(make(), { ...HUGE, rematLimitNs: 1 });
    const first = step(runtime, []);
    const second = step(runtime, [first]);
    runtime.shrink(2);
    expect(() => runtime.read(second)).toThrow("more than its limit of 1 ns");
    runtime.checkInvariants();
  });
});

test("an operator that throws leaves the books in order and its error to the caller", () => {
  const backend: Backend<() => number, number> = { execute: (op) => [op()], free: () => undefined };
  const runtime = new Runtime(backend, HUGE);
  const failing = (): number => {
    throw new Error("no such kernel");
  };
  expect(() => runtime.call({ op: failing, outputs: [unit] }, [])).toThrow("no such kernel");
  runtime.checkInvariants();
  expect(runtime.read(runtime.call({ op: () => 7, outputs: [unit] }, [])[0]!)).toBe(7);
});

describe("DtrConfig", () => {
  test("has the original's defaults and reads 1024-based sizes", () => {
    expect(resolveDtrConfig({ evictionThreshold: "2GB" })).toMatchObject({
      evictionThreshold: 2 * 2 ** 30,
      evicteeMinimumSize: 2 ** 20,
      recompMemoryFactor: 1,
      recompTimeFactor: 1,
      limit: "soft",
    });
  });

  test.each<readonly [DtrConfig, string]>([
    [{ evictionThreshold: 0 }, "evictionThreshold must be greater than 0"],
    [{ evictionThreshold: Number.NaN }, "evictionThreshold must be greater than 0"],
    [{ evictionThreshold: 1, evicteeMinimumSize: -1 }, "evicteeMinimumSize must be at least 0"],
    [{ evictionThreshold: 1, recompMemoryFactor: -1 }, "recompMemoryFactor must be at least 0"],
    [{ evictionThreshold: 1, recompTimeFactor: -0.5 }, "recompTimeFactor must be at least 0"],
    [{ evictionThreshold: 1, policy: "megengine-planner" }, "must know the rest of the program"],
    [{ evictionThreshold: 1, policy: "lur" }, "did you mean `lru`?"],
  ])("refuses %o", (config, problem) => {
    expect(() => resolveDtrConfig(config)).toThrow(problem);
  });

  test("takes a field that is stated to be undefined as absent", () => {
    const fields = Object.keys(resolveDtrConfig({ evictionThreshold: 1 }));
    const unstated = Object.fromEntries([...fields, "policy"].map((field) => [field, undefined]));
    delete unstated["heuristic"];
    expect(resolveDtrConfig({ ...unstated, evictionThreshold: 1 })).toEqual(
      resolveDtrConfig({ evictionThreshold: 1 }),
    );
  });

  test.each<readonly [object, string, string]>([
    [{}, "evictionThreshold", "must be greater than 0, got undefined"],
    [{ evictionThreshold: true }, "evictionThreshold", "must be greater than 0, got true"],
    [{ evictionTreshold: 1 }, "evictionTreshold", "did you mean `evictionThreshold`?"],
    [
      { evictionThreshold: 1, color: 1 },
      "color",
      "known are evictionThreshold, evicteeMinimumSize",
    ],
    [{ evictionThreshold: 1, limit: "hrad" }, "limit", 'got "hrad"; did you mean `hard`?'],
    [{ evictionThreshold: 1, recursion: "x" }, "recursion", "must be one of paper, frontier"],
    [
      { evictionThreshold: 1, deallocation: "bogus" },
      "deallocation",
      "one of ignore, eager, banish",
    ],
    [{ evictionThreshold: 1, recompTimeFactor: "1" }, "recompTimeFactor", 'at least 0, got "1"'],
    [{ evictionThreshold: 1, sqrtSampling: "no" }, "sqrtSampling", "must be true or false"],
    [{ evictionThreshold: 1, random: 0.5 }, "random", "must be a function"],
    [{ evictionThreshold: 1, policy: 5 }, "policy", "must be a name, got 5"],
    [
      { evictionThreshold: "banana" },
      "evictionThreshold",
      'evictionThreshold cannot be read: not a size: "banana"; write bytes, or a size such as 512MB',
    ],
    [
      { evictionThreshold: 1, evicteeMinimumSize: "1XB" },
      "evicteeMinimumSize",
      'evicteeMinimumSize cannot be read: unknown unit in the size: "1XB"',
    ],
  ])("refuses %o of a program without types", (config, field, problem) => {
    const resolve = (): unknown => resolveDtrConfig({ ...config } as DtrConfig);
    expect(resolve).toThrow(problem);
    expect(resolve).toThrow(expect.objectContaining({ code: "ERR_DTR_CONFIG", field }));
  });

  test.each([undefined, null, "2GB"])("refuses %o in place of a configuration", (config) => {
    const problem = "the configuration must be an object";
    const expected = {
      code: "ERR_DTR_CONFIG",
      message: expect.stringContaining(problem) as string,
    };
    const whatever = config as unknown as DtrConfig;
    expect(() => resolveDtrConfig(whatever)).toThrow(expect.objectContaining(expected));
    expect(() => new Runtime(accountingBackend, whatever)).toThrow(problem);
    expect(() => createRemat(whatever as RematConfig)).toThrow(expect.objectContaining(expected));
  });
});
