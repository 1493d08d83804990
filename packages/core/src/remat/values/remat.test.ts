import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRemat, type Remat } from "./remat.ts";
import type { Recomputable } from "./recomputable.ts";

const still = { now: () => 0, schedule: () => () => undefined };
const remat = (evictionThreshold: number): Remat =>
  createRemat({ evictionThreshold, evicteeMinimumSize: 0, clock: still });

describe("a recomputable value", () => {
  test("is computed when it is asked for, kept, and computed again after eviction", async () => {
    const owner = remat(100);
    let runs = 0;
    const base = owner.compute("base", [], () => ++runs, { bytes: 10 });
    const twice = owner.compute("twice", [base], async (n) => Promise.resolve(n * 2), {
      bytes: 10,
    });
    expect(runs).toBe(0);
    expect([await twice.get(), await twice.get(), runs]).toEqual([2, 2, 1]);
    expect(owner.shrink(1000)).toBe(20);
    expect(twice.isResident).toBe(false);
    expect([await twice.get(), runs]).toEqual([4, 2]);
    owner.checkInvariants();
  });

  test("is recomputed once, however many wait, and its error reaches them all", async () => {
    const owner = remat(100);
    let runs = 0;
    const base = owner.compute("base", [], () => Promise.resolve(++runs), { bytes: 1 });
    const users = [1, 2, 3].map((n) =>
      owner.compute(`user ${n}`, [base], (b) => b + n, { bytes: 1 }),
    );
    expect(await Promise.all(users.map((user) => user.get()))).toEqual([2, 3, 4]);
    expect(runs).toBe(1);
    const broken = owner.compute("broken", [], () => Promise.reject(new Error("gone")), {
      bytes: 5,
    });
    const outcomes = await Promise.allSettled([broken.get(), broken.get(), broken.get()]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(owner.accounts().residentBytes).toBe(4);
    owner.checkInvariants();
  });

  test("with several outputs shares one run of its function", async () => {
    const owner = remat(100);
    let runs = 0;
    const [low, high] = owner.computeAll("split", [], () => [++runs, "x"] as const, [
      { bytes: 1 },
      { bytes: (text) => text.length },
    ]);
    expect([await low.get(), await high.get(), runs]).toEqual([1, "x", 1]);
    expect(owner.accounts().residentBytes).toBe(2);
  });

  test("gives back what it holds at each eviction, and never what is in use", async () => {
    const owner = remat(10);
    const disposed: string[] = [];
    const make = (name: string) =>
      owner.compute(name, [], () => name, { bytes: 6, dispose: (value) => disposed.push(value) });
    const [a, b] = [make("a"), make("b")];
    await a.use(async (value) => {
      expect(await b.get()).toBe("b");
      expect([value, disposed]).toEqual(["a", []]);
    });
    expect(owner.shrink(6)).toBe(6);
    expect(disposed).toHaveLength(1);
    a[Symbol.dispose]();
    b[Symbol.dispose]();
    expect(disposed.toSorted()).toEqual(["a", "b"]);
    await expect(a.get()).rejects.toThrow("a was disposed");
    owner.checkInvariants();
  });

  test("that is disposed while it is used leaves when that is over", async () => {
    const owner = remat(10);
    const value = owner.compute("a", [], () => 1, { bytes: 6 });
    await value.use(() => value[Symbol.dispose]());
    expect(owner.accounts().residentBytes).toBe(0);
  });

  test("waits no longer than its signal, and the computation serves the others", async () => {
    const owner = remat(10);
    let finish: ((n: number) => void) | undefined;
    const slow = owner.compute(
      "slow",
      [],
      () => new Promise<number>((resolve) => (finish = resolve)),
      { bytes: 1 },
    );
    const abort = new AbortController();
    const [impatient, patient] = [slow.get(abort.signal), slow.get()];
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    abort.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    finish?.(3);
    expect(await patient).toBe(3);
  });

  test("comes back through a chain of 20,000 evicted values", async () => {
    const owner = remat(1e9);
    let last: Recomputable<number> = owner.compute("0", [], () => 0, { bytes: 1 });
    for (let i = 1; i < 20_000; i++)
      last = owner.compute(String(i), [last], (n) => n + 1, { bytes: 1 });
    expect(await last.get()).toBe(19_999);
    owner.shrink(1e9);
    expect(await last.get()).toBe(19_999);
    owner.checkInvariants();
  });

  test("is right in any order of asking, under any threshold", async () => {
    const graphs = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.array(fc.nat(30), { maxLength: 8 }),
        fc.integer({ min: 4, max: 20 }),
        async (graph, asks, threshold) => {
          const owner = remat(threshold);
          const values: Recomputable<number>[] = [];
          const expected: number[] = [];
          for (const [index, inputs] of graph.entries()) {
            const from = index === 0 ? [] : inputs.map((n) => n % index);
            expected.push(from.reduce((sum, n) => sum + expected[n]!, 1));
            const sum = (...numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 1);
            values.push(
              owner.compute(
                `v${index}`,
                from.map((n) => values[n]!),
                sum,
                { bytes: 1 + (index % 3) },
              ),
            );
          }
          for (const ask of asks) {
            const [i, j] = [ask % values.length, (ask * 7) % values.length];
            expect(await Promise.all([values[i]!.get(), values[j]!.get()])).toEqual([
              expected[i],
              expected[j],
            ]);
            owner.checkInvariants();
          }
        },
      ),
    );
  });
});
