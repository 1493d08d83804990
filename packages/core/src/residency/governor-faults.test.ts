import { describe, expect, test, vi } from "vitest";
import { failure, keys, setUp } from "../testing/governed.ts";
import { settle } from "../testing/virtual-clock.ts";
import type { Probe } from "../probe/reading.ts";
import { Governor } from "./governor.ts";
import type { Loaded } from "./loader.ts";

const broken = new Error("broken");

/** A resident of one byte that counts its disposals, made by a loader with these faults. */
function faulty(faults: Partial<Loaded<string>>) {
  const dispose = vi.fn();
  const load = (): Loaded<string> => ({ value: "loaded", dispose, ...faults });
  return { dispose, options: { key: "faulty", bytes: 1, load } };
}

describe("an acquire", () => {
  test.each([0.5, 1.5, 99.999])("of %d bytes takes the next whole number", async (bytes) => {
    const { pool, governor } = setUp();
    using lease = await pool.acquire({ key: "a", bytes, load: () => ({ value: 1 }) });
    expect(lease.value).toBe(1);
    expect(governor.placedOn("host")).toBe(Math.ceil(bytes));
  });

  test.each([-1, NaN, Infinity, 1e300])("of %d bytes is refused", async (bytes) => {
    const { pool, governor } = setUp();
    const error = await failure(pool.acquire({ key: "a", bytes, load: () => ({ value: 1 }) }));
    expect(String(error)).toContain("bytes of models/");
    expect(governor.residents).toEqual([]);
    using lease = await pool.acquire({ key: "a", bytes: 1, load: () => ({ value: 1 }) });
    expect(lease.value).toBe(1);
  });

  test.each<[object, string]>([
    [{ wiatMs: 500 }, "the wiatMs of models/a@host is no option; did you mean `waitMs`?"],
    [{ waitMs: -1 }, "the waitMs of models/a@host must be at least 0, got -1"],
    [{ pinned: "no" }, 'the pinned of models/a@host must be true or false, got "no"'],
    [{ bytes: null }, "the bytes of models/a@host must be a number"],
    [{ load: undefined }, "the load of models/a@host must be a function, got undefined"],
    [{ load: 5 }, "the load of models/a@host must be a function, got 5"],
    [{ key: "" }, "the key of models/@host must be a name"],
  ])("with %j is refused", async (options, message) => {
    const { pool } = setUp();
    const given = { key: "a", bytes: 1, load: () => ({ value: 1 }), ...options };
    expect(String(await failure(pool.acquire(given)))).toContain(message);
  });

  test("takes options of other names for somebody else's", async () => {
    const { pool } = setUp();
    const options = { key: "a", bytes: 1, load: () => ({ value: 1 }), colour: "blue" };
    using lease = await pool.acquire(options);
    expect(lease.value).toBe(1);
  });

  test.each(Array.from({ length: 12 }, (_, ticks) => ticks))(
    "is served when a lease ends %d microtasks after it asked",
    async (ticks) => {
      const { model, acquire, pool, clock } = setUp({ budgets: { host: 100 } });
      const lease = await acquire(model("first"));
      const second = pool.acquire(model("second").options);
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      lease.release();
      await clock.advance(10);
      expect((await Promise.race([second, settle()]))?.released).toBe(false);
    },
  );
});

describe("a load whose result cannot be taken", () => {
  test.each<[string, Partial<Loaded<string>>]>([
    ["a size that is no number", { bytes: NaN }],
    ["a size below nothing", { bytes: -1 }],
  ])("for %s is disposed of, and can be asked for again", async (_, faults) => {
    const { pool, governor } = setUp();
    const { dispose, options } = faulty(faults);
    expect(String(await failure(pool.acquire(options)))).toContain("bytes of models/");
    expect(dispose).toHaveBeenCalledOnce();
    expect(governor.residents).toEqual([]);
    using lease = await pool.acquire(faulty({}).options);
    expect(lease.value).toBe("loaded");
  });

  test.each([undefined, null, "loaded", {}])(
    "for a loader that gives %j leaves nothing behind",
    async (given) => {
      const { pool, governor } = setUp();
      const load = () => given as Loaded<string>;
      const error = await failure(pool.acquire({ key: "a", bytes: 1, load }));
      expect(error).toMatchObject({ code: "ERR_INVALID_ARGUMENT" });
      expect(String(error)).toContain("the loader of models/a@host gave");
      expect(governor.residents).toEqual([]);
    },
  );

  test("for a probe that fails meanwhile is disposed of", async () => {
    let fails = false;
    const { device } = setUp();
    const probe: Probe = {
      device: "host",
      read: () => {
        if (fails) throw broken;
        return device.read();
      },
    };
    const governor = new Governor({ probes: [probe], budgets: { host: 100 } });
    const { dispose, options } = faulty({ bytes: 2 });
    const load = (): Loaded<string> => {
      fails = true;
      return options.load();
    };
    expect(await failure(governor.pool("a").acquire({ ...options, load }))).toBe(broken);
    expect(dispose).toHaveBeenCalledOnce();
    expect(governor.placedOn("host")).toBe(0);
  });

  test("keeps its bytes on the books when it cannot be disposed of either", async () => {
    const { pool, governor } = setUp();
    const { options } = faulty({ bytes: NaN, dispose: () => Promise.reject(broken) });
    expect(String(await failure(pool.acquire(options)))).toContain("bytes of models/");
    expect(governor.residents).toEqual([]);
    expect(governor.placedOn("host")).toBe(1);
    governor.checkInvariants();
  });
});

describe("a measure", () => {
  test.each<[string, () => number]>([
    [
      "throws",
      () => {
        throw broken;
      },
    ],
    ["gives no count", () => NaN],
    ["gives less than nothing", () => -1],
  ])("that %s leaves the size as it was, and the journal says so", async (_, measure) => {
    const { pool, governor } = setUp();
    const lease = await pool.acquire(faulty({ measure }).options);
    lease.release();
    await settle();
    expect(governor.placedOn("host")).toBe(1);
    const [resized] = governor.journal.entries.filter(({ kind }) => kind === "resized");
    expect(resized).toMatchObject({ bytes: 1, before: 1, error: expect.any(String) as string });
  });
});

describe("a journal's subscriber that throws", () => {
  test("fails nobody's request, and is heard of", async () => {
    const heard: unknown[] = [];
    vi.stubGlobal("queueMicrotask", (task: () => void) => {
      try {
        task();
      } catch (error) {
        heard.push(error);
      }
    });
    try {
      const { governor, touch, model } = setUp({ budgets: { host: 100 } });
      governor.journal.subscribe(() => {
        throw broken;
      });
      const seen: string[] = [];
      governor.journal.subscribe(({ kind }) => void seen.push(kind));
      await touch(model("a"));
      await touch(model("b"));
      expect(keys(governor)).toEqual(["b"]);
      expect(governor.placedOn("host")).toBe(100);
      expect(seen).toContain("evicted");
      expect(heard).toEqual(seen.map(() => broken));
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

test("a resident stays its minimum time, however short its idle time", async () => {
  const { acquire, model, governor, clock } = setUp();
  (await acquire(model("a"), { idleMs: 30, minimumStayMs: 1000 })).release();
  await clock.advance(999);
  expect(keys(governor)).toEqual(["a"]);
  await clock.advance(2);
  expect(keys(governor)).toEqual([]);
});
