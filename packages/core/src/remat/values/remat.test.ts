import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RematOutOfMemoryError } from "../runtime/remat-error.ts";
import { createRemat, type Remat } from "./remat.ts";
import type { Recomputable } from "./recomputable.ts";
import type { RematConfig } from "./remat-config.ts";

const still = { now: () => 0, schedule: () => () => undefined };
const SMALL: Omit<RematConfig, "evictionThreshold"> = { evicteeMinimumSize: 0, clock: still };
const remat = (evictionThreshold: number): Remat => createRemat({ ...SMALL, evictionThreshold });

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
    expect(owner.accounts()).toMatchObject({ evictions: 2, evictionsForRoom: 1 });
    await expect(a.get()).rejects.toThrow("a was disposed");
    owner.checkInvariants();
  });

  test("that is disposed while it is used leaves when that is over", async () => {
    const owner = remat(10);
    const value = owner.compute("a", [], () => 1, { bytes: 6 });
    await value.use(() => value[Symbol.dispose]());
    expect(owner.accounts().residentBytes).toBe(0);
  });

  test("that is disposed while it is made leaves when who waits has it, its siblings at once", async () => {
    const owner = remat(100);
    const disposed: string[] = [];
    const spec = { bytes: 6, dispose: (value: string) => void disposed.push(value) };
    let finish: ((pair: readonly [string, string]) => void) | undefined;
    const made = new Promise<readonly [string, string]>((resolve) => (finish = resolve));
    const [left, right] = owner.computeAll("pair", [], () => made, [spec, spec]);
    const used = left.use((value) => [value, ...disposed]);
    await Promise.resolve();
    left[Symbol.dispose]();
    right[Symbol.dispose]();
    finish?.(["left", "right"]);
    expect(await used).toEqual(["left", "right"]);
    expect(disposed).toEqual(["right", "left"]);
    expect(owner.accounts().residentBytes).toBe(0);
    owner.checkInvariants();
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

describe("the size of a value", () => {
  const size = (bytes: number | ((value: string) => number), disposed: string[] = []) => ({
    bytes,
    dispose: (value: string) => void disposed.push(value),
  });

  test("that a hard limit has no room for is refused with the numbers, and the value given back", async () => {
    const owner = createRemat({ ...SMALL, evictionThreshold: 100, limit: "hard" });
    const disposed: string[] = [];
    const input = owner.compute("input", [], () => "input", { bytes: 30 });
    const spec = size(() => 500, disposed);
    const refusal = owner.compute("big", [input], () => "big", spec).get();
    await expect(refusal).rejects.toBeInstanceOf(RematOutOfMemoryError);
    await expect(refusal).rejects.toMatchObject({
      neededBytes: 530,
      thresholdBytes: 100,
      smallestBytes: 530,
    });
    expect(disposed).toEqual(["big"]);
    expect(owner.accounts()).toMatchObject({ residentBytes: 30, peakBytes: 30 });
    owner.checkInvariants();
    expect(
      await owner
        .compute(
          "fits",
          [input],
          () => "fits",
          size(() => 70),
        )
        .get(),
    ).toBe("fits");
    owner.checkInvariants();
  });

  test("makes room when it is told, under a hard limit too", async () => {
    const owner = createRemat({ ...SMALL, evictionThreshold: 100, limit: "hard" });
    const first = owner.compute("first", [], () => "first", size(80));
    await first.get();
    const second = owner.compute(
      "second",
      [],
      () => "second",
      size(() => 90),
    );
    expect(await second.get()).toBe("second");
    expect([first.isResident, owner.accounts().residentBytes]).toEqual([false, 90]);
    owner.checkInvariants();
  });

  test("counts in whole bytes, a fraction as one more", async () => {
    const owner = remat(100);
    await owner
      .compute(
        "told",
        [],
        () => "told",
        size(() => 1.2),
      )
      .get();
    await owner.compute("stated", [], () => "stated", size(2.5)).get();
    expect(owner.accounts().residentBytes).toBe(5);
    owner.checkInvariants();
  });

  test.each([Number.NaN, Infinity, -1, 2 ** 53])("is no %d", async (wrong) => {
    const owner = remat(100);
    const disposed: string[] = [];
    const refusal = owner
      .compute(
        "odd",
        [],
        () => "odd",
        size(() => wrong, disposed),
      )
      .get();
    await expect(refusal).rejects.toMatchObject({ code: "ERR_INVALID_ARGUMENT" });
    await expect(refusal).rejects.toThrow(
      `the bytes of odd must be a whole number from 0 to 2^53 - 1, got ${wrong}`,
    );
    expect(disposed).toEqual(["odd"]);
    expect(owner.accounts().residentBytes).toBe(0);
    owner.checkInvariants();
    expect(() => owner.compute("odd", [], () => "odd", size(wrong))).toThrow(
      `the bytes of odd must be a whole number from 0 to 2^53 - 1, got ${wrong}`,
    );
  });

  test("that cannot be told leaves nothing set aside, and its siblings are given back", async () => {
    const owner = remat(100);
    const disposed: string[] = [];
    const untold = size(() => {
      throw new Error("no idea");
    }, disposed);
    const [stated] = owner.computeAll("pair", [], () => ["stated", "untold"] as const, [
      size(50, disposed),
      untold,
    ]);
    await expect(stated.get()).rejects.toThrow("no idea");
    expect(disposed).toEqual(["stated", "untold"]);
    expect(owner.accounts().residentBytes).toBe(0);
    owner.checkInvariants();
  });
});

describe("createRemat", () => {
  test("takes what is stated to be undefined as absent", () => {
    const stated: object = { clock: undefined, deallocation: undefined, policy: undefined };
    const owner = createRemat({ evictionThreshold: 1, ...stated });
    expect(owner.accounts().residentBytes).toBe(0);
  });

  test.each([
    [{ deallocation: "banish" }, 'deallocation must be one of ignore, eager, got "banish"'],
    [{ recursion: "paper" }, "recursion is no option"],
    [{ polcy: "lru" }, "polcy is no option; did you mean `policy`?"],
    [{ clok: still }, "clok is no option; did you mean `clock`?"],
    [{ clock: 5 }, "clock must be a clock, got 5"],
    [{ evictionThreshold: undefined }, "evictionThreshold must be greater than 0, got undefined"],
    [{ limit: "hrad" }, "did you mean `hard`?"],
  ])("refuses %o", (config: object, problem) => {
    const whole: RematConfig = { evictionThreshold: 1, ...config };
    expect(() => createRemat(whole)).toThrow(problem);
  });
});
