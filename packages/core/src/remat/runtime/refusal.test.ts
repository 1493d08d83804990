import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ArrayOp } from "../testing/array-backend.ts";
import { outputsOf, programs, type ProgramStep } from "../testing/programs.ts";
import { accountingBackend, type Call } from "./backend.ts";
import type { DtrConfig } from "./config.ts";
import { RematOutOfMemoryError } from "./remat-error.ts";
import { Runtime } from "./runtime.ts";
import type { Tensor } from "./tensor.ts";

/** What refuses a call for want of memory; undefined when it runs, and its results are released. */
function refusal(attempt: () => readonly Tensor[]): RematOutOfMemoryError | undefined {
  try {
    for (const tensor of attempt()) tensor[Symbol.dispose]();
    return undefined;
  } catch (error) {
    if (error instanceof RematOutOfMemoryError) return error;
    throw error;
  }
}

/** Plays a random program under a hard limit, raising the limit for each call that is refused as the refusal says. */
class Chase {
  readonly #config: DtrConfig;
  readonly #runtime: Runtime<ArrayOp, unknown>;
  readonly #held: Tensor[];
  refusals = 0;

  constructor(config: DtrConfig) {
    this.#config = config;
    this.#runtime = new Runtime<ArrayOp, unknown>(accountingBackend, config);
    this.#held = [];
  }

  play(steps: readonly ProgramStep[]): void {
    for (const step of steps) {
      const { length } = this.#held;
      const inputs = step.inputs.flatMap((n) => this.#held[length - 1 - (n % length)] ?? []);
      const outputs = outputsOf(step, inputs.length);
      const call = { op: { seed: 0, sizes: [], views: [] }, outputs, costNs: step.cost + 1 };
      this.#callOnce(call, inputs);
      this.#held.push(...this.#runtime.call(call, inputs));
      this.#limit(Number(this.#config.evictionThreshold));
    }
  }

  #callOnce(call: Call<ArrayOp>, inputs: readonly Tensor[]): void {
    const attempt = () => this.#runtime.call(call, inputs);
    const isAtHand = inputs.every((input) => this.#runtime.isResident(input));
    let refused = refusal(attempt);
    if (refused !== undefined && isAtHand) this.#expectExact(refused.smallestBytes, attempt);
    while (refused !== undefined) {
      this.refusals += 1;
      expect(refused.smallestBytes).toBeGreaterThan(refused.thresholdBytes);
      expect(refused.smallestBytes).toBe(refused.neededBytes);
      this.#limit(refused.smallestBytes);
      refused = refusal(attempt);
    }
  }

  /** With its inputs there, the operator that was refused is the one that was called. */
  #expectExact(smallestBytes: number, attempt: () => readonly Tensor[]): void {
    if (smallestBytes - 1 > Number(this.#config.evictionThreshold)) {
      this.#limit(smallestBytes - 1);
      expect(refusal(attempt)).toMatchObject({ smallestBytes });
    }
    this.#limit(smallestBytes);
    expect(refusal(attempt)).toBeUndefined();
  }

  #limit(evictionThreshold: number): void {
    this.#runtime.configure({ ...this.#config, evictionThreshold });
  }
}

describe("the smallest threshold that a refusal tells", () => {
  test("is one with which the same operator runs, and one byte less is refused", () => {
    let refusals = 0;
    fc.assert(
      fc.property(
        programs,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom("paper" as const, "frontier" as const),
        fc.boolean(),
        (steps, evictionThreshold, evicteeMinimumSize, recursion, sqrtSampling) => {
          const config = { evictionThreshold, evicteeMinimumSize, recursion, sqrtSampling };
          const chase = new Chase({ ...config, limit: "hard" });
          chase.play(steps);
          refusals += chase.refusals;
        },
      ),
      { numRuns: 200 },
    );
    expect(refusals).toBeGreaterThan(0);
  });

  test("counts what is too small to be evicted, and is told to the byte", () => {
    const config = {
      evictionThreshold: 50_000_100,
      evicteeMinimumSize: 1000,
      limit: "hard",
    } as const;
    const runtime = new Runtime<ArrayOp, unknown>(accountingBackend, config);
    const make = (bytes: number) => {
      const op = { seed: 0, sizes: [], views: [] };
      return runtime.call({ op, outputs: [{ kind: "storage", bytes }] }, []);
    };
    make(200);
    const refused = refusal(() => make(50_000_000));
    expect(refused).toMatchObject({ neededBytes: 50_000_200, smallestBytes: 50_000_200 });
    expect(refused?.message).toContain("50000200 bytes");
    expect(refused?.message).toContain("50000100");
    expect(refused?.message).toContain("a later one may need more");
    expect(refused?.message).toContain("spillway simulate");
  });
});
