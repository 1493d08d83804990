import { describe, expect, test } from "vitest";
import { failure, keys, setUp } from "../testing/governed.ts";
import { settle } from "../testing/virtual-clock.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { LeaseReleasedError } from "./lease.ts";

const kinds = (entries: readonly JournalEntry[]): readonly string[] =>
  entries.map(({ kind }) => kind);

describe("a lease", () => {
  test("loads a resident once and shares it afterwards", async () => {
    const { model, acquire } = setUp();
    const a = model("a");
    using first = await acquire(a);
    using second = await acquire(a);
    expect(first.value).toBe(a);
    expect(second.value).toBe(a);
    expect(a.loads).toBe(1);
  });

  test("throws when it is used after its release, and may be released twice", async () => {
    const { model, acquire } = setUp();
    const lease = await acquire(model("a"));
    lease.release();
    lease.release();
    expect(() => lease.value).toThrow(LeaseReleasedError);
  });

  test("on a loaded resident is granted while another load is under way", async () => {
    const { model, acquire, pool, clock } = setUp();
    const [loaded, slow] = [model("loaded"), model("slow", 100, 10_000)];
    await acquire(loaded);
    const loading = pool.acquire(slow.options);
    await settle();
    using lease = await pool.acquire(loaded.options);
    expect(lease.value).toBe(loaded);
    await clock.advance(10_000);
    (await loading).release();
  });
});

describe("a load", () => {
  test("is shared by everyone who asks meanwhile", async () => {
    const { model, pool, clock } = setUp();
    const a = model("a");
    const leases = Promise.all([1, 2, 3].map(() => pool.acquire(a.options)));
    await clock.advance(10);
    expect((await leases).every(({ value }) => value === a)).toBe(true);
    expect(a.loads).toBe(1);
  });

  test("that fails reaches every waiter, and leaves nothing on the books", async () => {
    const { model, pool, clock, governor } = setUp();
    const a = model("a");
    const broken = new Error("no such file");
    a.failures = [broken];
    const errors = Promise.all([1, 2].map(() => failure(pool.acquire(a.options))));
    await clock.advance(10);
    expect(await errors).toEqual([broken, broken]);
    expect(governor.placedOn("host")).toBe(0);
  });

  test("goes on when one of two waiters aborts", async () => {
    const { model, pool, clock } = setUp();
    const a = model("a");
    const controller = new AbortController();
    const first = failure(pool.acquire({ ...a.options, signal: controller.signal }));
    const second = pool.acquire(a.options);
    await settle();
    controller.abort(new Error("changed my mind"));
    await clock.advance(10);
    expect(await first).toMatchObject({ message: "changed my mind" });
    expect((await second).value).toBe(a);
  });

  test("that nobody waits for any more gives back what arrives late", async () => {
    const { model, pool, clock, governor } = setUp();
    const a = model("a");
    const controller = new AbortController();
    const aborted = failure(pool.acquire({ ...a.options, signal: controller.signal }));
    await settle();
    controller.abort();
    await clock.advance(10);
    expect(await aborted).toMatchObject({ name: "AbortError" });
    expect([a.loads, a.copies, governor.placedOn("host")]).toEqual([1, 0, 0]);
  });

  test("can be asked for again while its aborted predecessor still loads", async () => {
    const { model, pool, clock } = setUp();
    const a = model("a");
    const controller = new AbortController();
    const aborted = failure(pool.acquire({ ...a.options, signal: controller.signal }));
    await settle();
    controller.abort();
    const again = pool.acquire(a.options);
    await clock.advance(20);
    await aborted;
    expect((await again).value).toBe(a);
    expect([a.loads, a.copies]).toEqual([2, 1]);
  });

  test("teaches its size and time, which replace the estimates", async () => {
    const { model, touch, governor, pool } = setUp();
    const a = model("a", 100);
    a.measured = 130;
    await touch(a);
    expect(governor.residents[0]).toMatchObject({ bytes: 130, restoreMs: 10 });
    await pool.evict("a");
    const plan = await governor.plan({ pool: "models", key: "a", bytes: 100 });
    expect(plan.request.bytes).toBe(130);
  });

  test("that proves larger than estimated makes room for the rest within the budget", async () => {
    const { model, touch, governor } = setUp({ budgets: { host: 200 } });
    const [a, b] = [model("a", 100), model("b", 100)];
    b.measured = 150;
    await touch(a);
    await touch(b);
    expect(keys(governor)).toEqual(["b"]);
    expect(governor.placedOn("host")).toBe(150);
  });

  test("is measured again when its last lease ends, and then makes room for what it has grown by", async () => {
    const { pool, clock, model, touch, governor } = setUp({ budgets: { host: 300 } });
    await touch(model("other"));
    let size = 100;
    const load = async () => {
      await clock.sleep(500);
      return { value: 1, bytes: size, measure: () => size };
    };
    const loading = pool.acquire({ key: "grows", bytes: 100, load });
    await clock.advance(500);
    const lease = await loading;
    size = 250;
    expect(governor.placedOn("host")).toBe(200);
    lease.release();
    await clock.advance(1);
    expect(keys(governor)).toEqual(["grows"]);
    expect(governor.placedOn("host")).toBe(250);
  });

  test("is evicted when it has outgrown its budget, and asked for at its true size from then on", async () => {
    const { pool, clock, governor } = setUp({ budgets: { host: 300 } });
    let size = 100;
    const load = () => ({ value: 1, bytes: size, measure: () => size });
    const lease = await pool.acquire({ key: "grows", bytes: 100, load });
    size = 400;
    lease.release();
    await clock.advance(1);
    expect(governor.placedOn("host")).toBe(0);
    await expect(pool.acquire({ key: "grows", bytes: 100, load })).rejects.toMatchObject({
      code: "ERR_CANNOT_FIT",
      bytes: 400,
    });
  });

  test("that proves larger than its budget is refused with the numbers, and given back", async () => {
    const { model, pool, clock, governor } = setUp({ budgets: { host: 200 } });
    const a = model("a", 100);
    a.measured = 250;
    const refused = failure(pool.acquire(a.options));
    await clock.advance(10);
    expect(await refused).toMatchObject({ code: "ERR_CANNOT_FIT", bytes: 250, limit: 200 });
    expect([a.copies, governor.placedOn("host")]).toEqual([0, 0]);
  });
});

describe("eviction", () => {
  test("takes the resident that is cheapest to bring back, not the least recently used", async () => {
    const { model, touch, governor } = setUp({ budgets: { host: 200 } });
    await touch(model("slow", 100, 500));
    await touch(model("quick", 100, 5));
    await touch(model("new", 100));
    expect(keys(governor)).toEqual(["slow", "new"]);
  });

  test("fires on a constraint and records the predicted and the measured bytes", async () => {
    const pools = { models: { constraints: { gc: ["memory_required > available * 0.5"] } } };
    const { model, touch, governor } = setUp({ pools, total: 300 });
    await touch(model("a"));
    await touch(model("b", 110));
    const entries = governor.journal.entries;
    expect(entries.find(({ kind }) => kind === "measured")).toMatchObject({
      predicted: 100,
      measured: 100,
    });
    expect(kinds(entries)).toEqual([
      "decision",
      "load-started",
      "loaded",
      "leased",
      "released",
      "decision",
      "evicted",
      "measured",
      "decision",
      "load-started",
      "loaded",
      "leased",
      "released",
    ]);
  });

  test("goes on to further victims when the first gave back less than it was charged", async () => {
    const pools = { models: { constraints: { gc: ["memory_required > available"] } } };
    const { model, touch, governor, device } = setUp({ pools, total: 300 });
    await touch(model("a"));
    await touch(model("b"));
    device.keeps = 0.5;
    await touch(model("c", 160));
    expect(keys(governor)).toEqual(["c"]);
    const measured = governor.journal.entries.filter(({ kind }) => kind === "measured");
    expect(measured).toMatchObject([
      { predicted: 100, measured: 50 },
      { predicted: 100, measured: 50 },
    ]);
  });

  test("is measured by the device itself, also under a budget", async () => {
    const { model, touch, governor, device } = setUp({ budgets: { host: 200 } });
    for (const key of ["a", "b"]) await touch(model(key));
    device.keeps = 0.25;
    await touch(model("c"));
    const measured = governor.journal.entries.find(({ kind }) => kind === "measured");
    expect(measured).toMatchObject({ predicted: 100, measured: 75 });
  });

  test("keeps the bytes of a failed disposal on the books", async () => {
    const { pool, governor, clock } = setUp();
    const dispose = (): never => {
      throw new Error("the driver is gone");
    };
    const load = () => ({ value: 1, dispose });
    (await pool.acquire({ key: "a", bytes: 100, load })).release();
    await clock.advance(1);
    await pool.evict("a");
    expect(governor.placedOn("host")).toBe(100);
    expect(governor.residents).toEqual([]);
    expect(governor.journal.entries.at(-1)).toMatchObject({
      kind: "evicted",
      error: "Error: the driver is gone",
    });
    governor.checkInvariants();
  });

  test("spares pinned residents until they are unpinned", async () => {
    const { model, touch, governor, pool, clock, acquire } = setUp({ budgets: { host: 100 } });
    await touch(model("a"), { pinned: true });
    const b = model("b");
    const waiting = acquire(b);
    await clock.advance(5000);
    expect(keys(governor)).toEqual(["a"]);
    pool.unpin("a");
    await clock.advance(10);
    expect((await waiting).value).toBe(b);
  });

  test("takes lower priorities first and never a higher one than the request's own", async () => {
    const { model, touch, governor, pool } = setUp({ budgets: { host: 200 } });
    await touch(model("high", 100, 1), { priority: 2 });
    await touch(model("low", 100, 900), { priority: 1 });
    await touch(model("new"), { priority: 2 });
    expect(keys(governor)).toEqual(["high", "new"]);
    const plan = await governor.plan({ pool: "models", key: "x", bytes: 150, priority: 0 });
    expect(plan.verdict.kind).toBe("wait");
    expect(pool.bytes).toBe(200);
  });

  test("ends an idle resident after its idle time, counted from its last lease", async () => {
    const { model, touch, governor, clock } = setUp({ pools: { models: { idleMs: 1000 } } });
    const a = model("a");
    await touch(a);
    await clock.advance(900);
    await touch(a);
    await clock.advance(900);
    expect(keys(governor)).toEqual(["a"]);
    await clock.advance(200);
    expect(keys(governor)).toEqual([]);
    expect(governor.journal.entries.at(-1)).toMatchObject({ kind: "evicted", reason: "idle" });
  });

  test("waits for the end of a minimum stay", async () => {
    const { model, touch, pool, clock } = setUp({
      budgets: { host: 100 },
      pools: { models: { minimumStayMs: 1000 } },
    });
    await touch(model("a"));
    const b = model("b");
    const waiting = pool.acquire(b.options);
    await clock.advance(900);
    expect(b.loading).toBe(0);
    await clock.advance(110);
    expect((await waiting).value).toBe(b);
  });

  test("under clear-all clears every pool on the host, as dgenerate's GC list does", async () => {
    const pools = { models: { constraints: { gc: ["memory_required > available"] } } };
    const { model, touch, governor } = setUp({ pools, policy: "clear-all", total: 300 });
    for (const key of ["a", "b", "c"]) await touch(model(key, 80));
    await touch(model("d", 100));
    expect(keys(governor)).toEqual(["d"]);
  });
});

describe("a guard", () => {
  test("evicts what the lists ask for and reserves nothing", async () => {
    const { governor, touch, model } = setUp({ total: 300 });
    for (const key of ["a", "b"]) await touch(model(key));
    const outcome = await governor.guard({ pool: "image_processor", bytes: 100 });
    expect(outcome).toMatchObject({ evicted: ["models/a@host"], satisfied: true });
    expect(governor.placedOn("host")).toBe(100);
  });

  test("goes ahead unsatisfied when nothing is left to evict", async () => {
    const { governor } = setUp({ total: 300 });
    const outcome = await governor.guard({ pool: "image_processor", bytes: 5000 });
    expect(outcome).toMatchObject({ evicted: [], satisfied: false });
  });
});

describe("plan", () => {
  test("gives the decision that acquire then carries out, and changes nothing", async () => {
    const { governor, touch, model, acquire } = setUp({ budgets: { host: 200 } });
    for (const key of ["a", "b"]) await touch(model(key));
    const before = governor.journal.entries.length;
    const plan = await governor.plan({ pool: "models", key: "c", bytes: 100 });
    expect([keys(governor), governor.journal.entries.length]).toEqual([["a", "b"], before]);
    await acquire(model("c"));
    const decision = governor.journal.entries.find(
      (entry) => entry.kind === "decision" && entry.request.key === "c",
    );
    expect(decision).toMatchObject({ verdict: plan.verdict, candidates: plan.candidates });
  });
});
