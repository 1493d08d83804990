import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ArrayOp, ArrayBackend } from "../testing/array-backend.ts";
import { outputsOf, programs, type ProgramStep } from "../testing/programs.ts";
import { unlessThrashing } from "../testing/unless-thrashing.ts";
import type { Backend, Measurement } from "./backend.ts";
import type { DtrConfig } from "./config.ts";
import { RematOutOfMemoryError } from "./remat-error.ts";
import { Runtime } from "./runtime.ts";
import type { Tensor } from "./tensor.ts";
import type { Workspace } from "./workspace.ts";

const HUGE: DtrConfig = { evictionThreshold: 1e9, evicteeMinimumSize: 0 };

/** Says what a call makes only when it has run, and takes scratch memory while it does. */
class MeasuringBackend extends ArrayBackend implements Backend<ArrayOp, Int32Array> {
  readonly scratch: number;

  constructor(scratch = 0) {
    super();
    this.scratch = scratch;
  }

  override execute(
    op: ArrayOp,
    inputs: readonly Int32Array[],
    workspace?: Workspace,
  ): readonly Int32Array[] {
    workspace?.take(this.scratch);
    workspace?.giveBack(this.scratch);
    return super.execute(op, inputs);
  }

  measure({ sizes, views }: ArrayOp): Measurement {
    const outputs = sizes.map((bytes, index) => {
      const input = views[index];
      return input === undefined
        ? ({ kind: "storage", bytes } as const)
        : ({ kind: "view", input } as const);
    });
    return { outputs, costNs: 5 };
  }
}

interface Play {
  readonly config: DtrConfig;
  /** Renews the recording after every so many steps. */
  readonly renewEvery?: number;
  /** Which of the held tensors become final after each step. */
  readonly finalize?: (step: number) => boolean;
}

/** Plays a random program. Returns the values of what it holds at the end, then lets go of it all. */
function play(steps: readonly ProgramStep[], { config, renewEvery = Infinity, finalize }: Play) {
  const backend = new MeasuringBackend();
  const runtime = new Runtime<ArrayOp, Int32Array>(backend, config);
  const held: Tensor[] = [
    runtime.constant(backend.constant([1, 2]), 2),
    runtime.constant(backend.constant([3, 4]), 2),
  ];
  for (const [seed, step] of steps.entries()) {
    const inputs = step.inputs.map((n) => held[held.length - 1 - (n % held.length)]!);
    const sizes = step.outputs.map((output) => output.bytes);
    const views = outputsOf(step, inputs.length).map((output) =>
      output.kind === "view" ? output.input : undefined,
    );
    held.push(...runtime.call({ op: { seed, sizes, views } }, inputs));
    for (const n of step.release) held.splice(n % held.length, 1)[0]?.[Symbol.dispose]();
    if (held.length < 2) held.push(runtime.constant(backend.constant([seed, seed]), 2));
    if (seed % renewEvery === 0) runtime.configure(config);
    if (finalize?.(seed) === true) runtime.finalize(held.at(-1)!);
    runtime.checkInvariants();
  }
  const values = held.map((tensor) => Array.from(runtime.read(tensor)));
  for (const tensor of held) tensor[Symbol.dispose]();
  runtime.checkInvariants();
  return { values, left: backend.live.size, accounts: runtime.accounts() };
}

/** Programs whose views take nothing but what they view; see `Lifetimes`. */
const simple = programs.filter((steps) =>
  steps.every(
    (step) =>
      (step.outputs.length === 1 && step.inputs.length <= 1) ||
      outputsOf(step, step.inputs.length).every(({ kind }) => kind === "storage"),
  ),
);

describe("a program of unknown length", () => {
  const policies = fc.constantFrom("dtr", "dtr-eq", "lru", "megengine-eager");
  const recursions = fc.constantFrom("paper" as const, "frontier" as const);
  const deallocations = fc.constantFrom("ignore" as const, "eager" as const);

  test("has the same values however often its recording is renewed and whatever becomes final", () => {
    fc.assert(
      fc.property(
        programs,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        policies,
        recursions,
        deallocations,
        (steps, evictionThreshold, renewEvery, policy, recursion, deallocation) => {
          const config = { ...HUGE, evictionThreshold, policy, recursion, deallocation };
          const limited = { ...config, rematLimitNs: 20_000 };
          const finalize = (step: number) => step % 3 === 2;
          const tight = unlessThrashing(() =>
            play(steps, { config: limited, renewEvery, finalize }),
          );
          const free = play(steps, { config: HUGE });
          expect(tight?.values ?? free.values).toEqual(free.values);
        },
      ),
    );
  });

  test("leaves no buffer and no operator behind when it lets go of everything", () => {
    fc.assert(
      fc.property(simple, fc.integer({ min: 4, max: 40 }), (steps, evictionThreshold) => {
        const config = { ...HUGE, evictionThreshold, rematLimitNs: 20_000 };
        const end = unlessThrashing(() => play(steps, { config, renewEvery: 3 }));
        if (end === undefined) return;
        expect(end.left).toBe(0);
        expect(end.accounts).toMatchObject({ residentBytes: 0, operators: 0 });
      }),
    );
  });
});

describe("a training loop", () => {
  const op = (seed: number, size: number): ArrayOp => ({
    seed,
    sizes: [size],
    views: [undefined],
  });

  /** Weights are replaced at each step, which makes twelve activations of 100 bytes from a batch of two. */
  function train(steps: number, threshold: number) {
    const backend = new MeasuringBackend();
    const runtime = new Runtime<ArrayOp, Int32Array>(backend, {
      ...HUGE,
      evictionThreshold: threshold,
      evicteeMinimumSize: 2,
    });
    let weight = runtime.constant(backend.constant([1, 2, 3, 4]), 4);
    const losses: Tensor[] = [];
    let mostOperators = 0;
    for (let step = 0; step < steps; step++) {
      const batch = runtime.constant(backend.constant([step, step + 1]), 2);
      const activations = [batch];
      for (let i = 0; i < 12; i++)
        activations.push(...runtime.call({ op: op(i, 100) }, [activations[i]!, weight]));
      const gradients = [activations.at(-1)!];
      for (const activation of activations.slice(1, -1).reverse())
        gradients.push(...runtime.call({ op: op(9, 100) }, [activation, gradients.at(-1)!]));
      const [updated] = runtime.call({ op: op(3, 4) }, [weight, gradients.at(-1)!]);
      losses.push(...runtime.call({ op: op(1, 1) }, [gradients.at(-1)!]));
      runtime.finalize(updated!);
      weight[Symbol.dispose]();
      weight = updated!;
      for (const tensor of [...activations, ...gradients]) tensor[Symbol.dispose]();
      mostOperators = Math.max(mostOperators, runtime.accounts().operators);
    }
    runtime.checkInvariants();
    const values = Array.from(runtime.read(weight));
    return { values, mostOperators, live: backend.live.size, accounts: runtime.accounts() };
  }

  test("keeps no more after a hundred steps than after ten, though every loss is kept", () => {
    const [short, long] = [train(10, 700), train(100, 700)];
    expect(short.mostOperators).toBeLessThan(100);
    expect(long.mostOperators).toBe(short.mostOperators);
    expect(long.live).toBeLessThan(100 + short.live + 20);
    expect(long.accounts.evictionsForRoom).toBeGreaterThan(100);
    expect(long.values).toEqual(train(100, 1e9).values);
  });
});

describe("what an operator takes while it runs", () => {
  const op: ArrayOp = { seed: 1, sizes: [4], views: [undefined] };

  test("is made room for, and is room again afterwards", () => {
    const backend = new MeasuringBackend(6);
    const runtime = new Runtime<ArrayOp, Int32Array>(backend, { ...HUGE, evictionThreshold: 10 });
    const [first] = runtime.call({ op }, []);
    const [second] = runtime.call({ op }, []);
    expect([runtime.isResident(first!), runtime.isResident(second!)]).toEqual([true, true]);
    runtime.call({ op }, [second!]);
    expect(runtime.isResident(first!)).toBe(false);
    expect(runtime.accounts()).toMatchObject({ residentBytes: 8, peakBytes: 10 });
    runtime.checkInvariants();
  });

  test("is refused under a hard limit, with the threshold that would do, and nothing stays behind", () => {
    const backend = new MeasuringBackend(9);
    const config = { ...HUGE, evictionThreshold: 10, limit: "hard" } as const;
    const runtime = new Runtime<ArrayOp, Int32Array>(backend, config);
    const [first] = runtime.call({ op }, []);
    let refusal: unknown;
    try {
      runtime.call({ op }, [first!]);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RematOutOfMemoryError);
    expect(refusal).toMatchObject({ neededBytes: 13, thresholdBytes: 10, smallestBytes: 13 });
    expect(runtime.accounts()).toMatchObject({ residentBytes: 4, operators: 1 });
    runtime.configure({ ...config, evictionThreshold: 13 });
    expect(runtime.call({ op }, [first!])).toHaveLength(1);
    runtime.checkInvariants();
  });
});

test("an input that the program let go of is not kept for results smaller than itself", () => {
  const backend = new MeasuringBackend();
  const runtime = new Runtime<ArrayOp, Int32Array>(backend, HUGE);
  const input = runtime.constant(backend.constant([1, 2, 3, 4, 5, 6, 7, 8]), 8);
  const make = (size: number, from: readonly Tensor[]) =>
    runtime.call({ op: { seed: 1, sizes: [size], views: [undefined] } }, from)[0]!;
  const hidden = make(20, [input]);
  const result = make(1, [hidden]);
  input[Symbol.dispose]();
  expect(runtime.accounts().residentBytes).toBe(29);
  hidden[Symbol.dispose]();
  expect(runtime.accounts()).toMatchObject({ residentBytes: 9, operators: 2 });
  const other = runtime.constant(backend.constant([1]), 1);
  other[Symbol.dispose]();
  runtime.checkInvariants();
  expect(runtime.isResident(result)).toBe(true);
});

test("what is dear to evict stays when it is released, until there is pressure or nothing needs it", () => {
  class Copying extends MeasuringBackend {
    isDearToEvict({ seed }: ArrayOp): boolean {
      return seed === 7;
    }
  }
  const backend = new Copying();
  const runtime = new Runtime<ArrayOp, Int32Array>(backend, HUGE);
  const make = (seed: number, size: number, from: readonly Tensor[]) =>
    runtime.call({ op: { seed, sizes: [size], views: [undefined] } }, from)[0]!;
  const copied = make(7, 4, []);
  const made = make(1, 6, [copied]);
  copied[Symbol.dispose]();
  expect(runtime.accounts()).toMatchObject({ residentBytes: 10, evictionsForRoom: 0 });
  runtime.shrink(10);
  expect(runtime.accounts()).toMatchObject({ residentBytes: 0, evictionsForRoom: 2 });
  expect(runtime.read(made)).toHaveLength(6);
  made[Symbol.dispose]();
  runtime.checkInvariants();
  expect(backend.live.size).toBe(0);
});

test("the state of a loop does not keep its whole past, though nothing is ever evicted", () => {
  const backend = new MeasuringBackend();
  const runtime = new Runtime<ArrayOp, Int32Array>(backend, HUGE);
  let state = runtime.constant(backend.constant([1, 2]), 2);
  let most = 0;
  for (let step = 0; step < 100_000; step++) {
    const [next] = runtime.call({ op: { seed: 1, sizes: [2], views: [undefined] } }, [state]);
    state[Symbol.dispose]();
    state = next!;
    most = Math.max(most, runtime.accounts().operators);
  }
  expect(most).toBeLessThan(40_000);
  expect(backend.live.size).toBeLessThanOrEqual(2);
  runtime.checkInvariants();
});
