import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ArrayOp, ArrayBackend } from "../testing/array-backend.ts";
import { Runtime } from "./runtime.ts";
import type { Tensor } from "./tensor.ts";

const SIZE = 10;
const op = (seed: number): ArrayOp => ({ seed, sizes: [SIZE], views: [undefined] });

/** A loop that makes a chain of results, all held to the end of each step, and reads some of them a second time. */
function loop(steps: number, learns: boolean, threshold: number, rereads: readonly number[]) {
  const backend = new ArrayBackend();
  const runtime = new Runtime(backend, { evictionThreshold: threshold, evicteeMinimumSize: 0 });
  const weight = runtime.constant(backend.constant([1, 2, 3]), 3);
  const values: (readonly number[])[] = [];
  for (let step = 0; step < steps; step++) {
    const made: Tensor[] = [weight];
    const call = (kind: number, inputs: readonly Tensor[]) => {
      const outputs = [{ kind: "storage", bytes: SIZE }] as const;
      const known = learns ? { kind } : {};
      made.push(...runtime.call({ op: op(kind), outputs, costNs: 100, ...known }, inputs));
    };
    for (let layer = 0; layer < 8; layer++) call(layer, [made.at(-1)!]);
    for (const layer of rereads) call(20 + layer, [made[1 + layer]!, made.at(-1)!]);
    values.push(Array.from(runtime.read(made.at(-1)!)));
    for (const tensor of made.slice(1)) tensor[Symbol.dispose]();
    runtime.checkInvariants();
  }
  return { values, accounts: runtime.accounts() };
}

describe("foresight", () => {
  const rereads = [7, 3, 1];

  test("evicts first what was read as often as in the step before", () => {
    const blind = loop(20, false, 63, rereads);
    const learned = loop(20, true, 63, rereads);
    expect(learned.values).toEqual(blind.values);
    expect(blind.accounts.rematerializations).toBeGreaterThan(20);
    expect(learned.accounts.rematerializations).toBeLessThan(blind.accounts.rematerializations / 4);
  });

  test("changes nothing while there is room", () => {
    expect(loop(3, true, 1e6, rereads).accounts.rematerializations).toBe(0);
  });

  test("never changes a value, however wrong it guesses", () => {
    const order = fc.array(fc.nat(7), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 5 }), (orders) => {
        const run = (threshold: number) =>
          orders.map((rereads) => loop(3, true, threshold, rereads).values);
        expect(run(43)).toEqual(run(1e6));
      }),
    );
  });
});
