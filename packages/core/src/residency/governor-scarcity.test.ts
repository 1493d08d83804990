import { describe, expect, test } from "vitest";
import { failure, keys, setUp } from "../testing/governed.ts";
import { settle } from "../testing/virtual-clock.ts";
import {
  CannotFitError,
  GovernorClosedError,
  OutOfMemoryError,
  QueueFullError,
  WaitTimeoutError,
} from "./errors.ts";

const outOfMemory = (): Error => new Error("CUDA error: out of memory");

describe("waiting", () => {
  test("refuses at once what can never fit, even alone", async () => {
    const { model, pool } = setUp({ budgets: { host: 200 } });
    await expect(pool.acquire(model("a", 201).options)).rejects.toThrow(CannotFitError);
    await expect(pool.acquire(model("b", 1001).options)).rejects.toThrow(/1.00 kB on host.*200 B/s);
  });

  test("ends when a lease does", async () => {
    const { model, acquire, pool, clock, governor } = setUp({ budgets: { host: 150 } });
    const held = await acquire(model("a"));
    const b = model("b");
    const waiting = pool.acquire(b.options);
    await clock.advance(100);
    expect(governor.waiting).toBe(1);
    held.release();
    await clock.advance(10);
    expect((await waiting).value).toBe(b);
    expect(keys(governor)).toEqual(["b"]);
  });

  test("is bounded in time, and names what was in the way", async () => {
    const { model, acquire, pool, clock } = setUp({ budgets: { host: 150 } });
    await acquire(model("a"));
    const waiting = failure(pool.acquire({ ...model("b").options, waitMs: 500 }));
    await clock.advance(500);
    const error = await waiting;
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ waitedMs: 500, missing: 50, blockers: ["models/a@host"] });
  });

  test("is bounded in number", async () => {
    const { model, acquire, pool, clock } = setUp({ budgets: { host: 150 }, maxWaiting: 1 });
    await acquire(model("a"));
    const first = failure(pool.acquire({ ...model("b").options, waitMs: 500 }));
    await settle();
    await expect(pool.acquire(model("c").options)).rejects.toThrow(QueueFullError);
    await clock.advance(500);
    await first;
  });

  test("ends when it is aborted, and charges nothing", async () => {
    const { model, acquire, pool, governor } = setUp({ budgets: { host: 150 } });
    await acquire(model("a"));
    const controller = new AbortController();
    const waiting = failure(pool.acquire({ ...model("b").options, signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await waiting).toMatchObject({ name: "AbortError" });
    await settle();
    expect([governor.waiting, governor.placedOn("host")]).toEqual([0, 100]);
  });

  test("for a minimum stay keeps one timer, however often it is tried again, and none once it is over", async () => {
    const { model, touch, acquire, pool, clock, governor } = setUp({ budgets: { host: 150 } });
    await touch(model("young"), { minimumStayMs: 500 });
    const small = model("small", 50);
    await touch(small);
    const waiting = failure(pool.acquire(model("wanted").options));
    await settle();
    const timers = clock.pending;
    for (let round = 0; round < 5; round++) {
      (await acquire(small)).release();
      await settle();
    }
    expect([governor.waiting, clock.pending]).toEqual([1, timers]);
    await governor.close();
    await waiting;
    expect(clock.pending).toBe(0);
  });

  test("lets a smaller request overtake, until the older one is overdue", async () => {
    const { model, acquire, pool, clock } = setUp({ budgets: { host: 200 }, overtakeMs: 1000 });
    const held = await acquire(model("held", 150));
    const [large, small, later] = [model("large", 100), model("small", 50), model("later", 50)];
    const waiting = pool.acquire(large.options);
    await settle();
    (await acquire(small)).release();
    await pool.evict("small");
    await clock.advance(1000);
    const behind = pool.acquire(later.options);
    await clock.advance(100);
    expect(later.loading + later.loads).toBe(0);
    held.release();
    await clock.advance(20);
    (await waiting).release();
    (await behind).release();
    expect([large.loads, later.loads]).toEqual([1, 1]);
  });
});

describe("running out of memory", () => {
  test("evicts all that can go, and tries once more", async () => {
    const { model, touch, pool, clock, governor } = setUp();
    await touch(model("old"));
    const a = model("a");
    a.failures = [outOfMemory()];
    const leased = pool.acquire(a.options);
    await clock.advance(20);
    expect((await leased).value).toBe(a);
    expect(keys(governor)).toEqual(["a"]);
    const evicted = governor.journal.entries.filter(({ kind }) => kind === "evicted");
    expect(evicted).toMatchObject([{ key: "old", reason: "out-of-memory" }]);
  });

  test("twice gives one OutOfMemoryError with the cause and what was evicted", async () => {
    const { model, touch, pool, clock } = setUp();
    await touch(model("old", 70));
    const a = model("a");
    a.failures = [outOfMemory(), outOfMemory()];
    const failed = failure(pool.acquire(a.options));
    await clock.advance(20);
    const error = await failed;
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({ subject: "a", device: "host", evictedBytes: 70 });
    expect((error as Error).cause).toMatchObject({ message: "CUDA error: out of memory" });
  });

  test("in the work itself is retried once after evicting", async () => {
    const { governor, touch, model } = setUp();
    await touch(model("old"));
    let runs = 0;
    const result = await governor.withOutOfMemoryRetry("host", "upscaling", () => {
      runs += 1;
      if (runs === 1) throw outOfMemory();
      return "done";
    });
    expect([result, runs, keys(governor)]).toEqual(["done", 2, []]);
  });
});

describe("close", () => {
  test("disposes of everything and settles whoever waits", async () => {
    const { governor, touch, model, acquire, pool, clock } = setUp({ budgets: { host: 150 } });
    const [idle, held, wanted] = [model("idle", 50), model("held", 100), model("wanted", 100)];
    await touch(idle);
    const lease = await acquire(held);
    const waiting = failure(pool.acquire(wanted.options));
    await settle();
    await governor.close();
    await clock.advance(0);
    expect(await waiting).toBeInstanceOf(GovernorClosedError);
    expect([idle.copies, held.copies]).toEqual([0, 1]);
    lease.release();
    await settle();
    expect([held.copies, governor.placedOn("host")]).toEqual([0, 0]);
    await expect(pool.acquire(idle.options)).rejects.toThrow(GovernorClosedError);
  });
});
