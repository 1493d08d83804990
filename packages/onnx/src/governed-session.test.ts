import { Governor } from "@spillway/core";
import { copyFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { childProcessHolder } from "./child-process-holder.ts";
import type { ChildProcessHolder } from "./child-process-holder.ts";
import { acquireSession, evictSession } from "./governed-session.ts";
import type { SessionChoice } from "./governed-session.ts";
import { inProcessHolder } from "./in-process-holder.ts";
import type { HeldSession, OpenOptions, SessionHolder } from "./session-holder.ts";
import { shippedModelPath } from "./shipped-models.ts";
import { allEnded } from "./testing/children.ts";
import { testFolder } from "./testing/onnx-files.ts";
import { testPicture } from "./testing/pictures.ts";

const EDGES = shippedModelPath("edges");
const X2 = shippedModelPath("resample-x2");

describe("acquireSession", () => {
  test("opens a model once and leases it to whoever asks", async () => {
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const holder = fakeHolder();
    const options = { model: EDGES, holder };
    await using first = await acquireSession(pool, options);
    await using second = await acquireSession(pool, options);
    expect(second.value).toBe(first.value);
    expect(holder.opened).toEqual([EDGES]);
    expect(pool.bytes).toBe(700);
  });

  test("opens it again for other settings, another holder or a changed file", async () => {
    await using folder = await testFolder();
    const model = join(folder.path, "edges.onnx");
    await copyFile(EDGES, model);
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const holder = fakeHolder();
    const take = async (options: object) => {
      await using lease = await acquireSession(pool, { model, holder, ...options });
      return lease.value;
    };
    const sessions = new Set([await take({}), await take({ threads: 1 })]);
    sessions.add(await take({ holder: fakeHolder("elsewhere") }));
    await utimes(model, 1, 1);
    sessions.add(await take({}));
    sessions.add(await take({ device: "host" }));
    expect(sessions.size).toBe(4);
  });

  test("names the file in the error of a model that can never fit, and no bare digits beside it", async () => {
    await using governor = new Governor({ budgets: { host: 100 } });
    const pool = governor.pool("image_processor");
    const lease = acquireSession(pool, { model: EDGES, holder: fakeHolder() });
    await expect(lease).rejects.toThrow(/^edges\.onnx #[0-9a-f]{8} needs /);
  });

  test("evicts one session to make room for the next, and opens it again later", async () => {
    const governor = new Governor({ budgets: { host: 1000 } });
    const pool = governor.pool("image_processor");
    const holder = fakeHolder();
    for (const model of [EDGES, X2, EDGES]) {
      await using lease = await acquireSession(pool, { model, holder });
      expect(lease.value.path).toBe(model);
    }
    expect(holder.opened).toEqual([EDGES, X2, EDGES]);
    expect(holder.closed).toEqual([EDGES, X2]);
    await governor.close();
    expect(holder.closed).toEqual([EDGES, X2, EDGES]);
  });

  test("evicts everything and opens once more when memory runs out", async () => {
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const plain = fakeHolder();
    (await acquireSession(pool, { model: EDGES, holder: plain })).release();
    let failures = 1;
    const holder = inProcessHolder({
      importRuntime: () =>
        Promise.resolve({
          Tensor: Object,
          InferenceSession: {
            create: () =>
              failures-- > 0
                ? Promise.reject(new Error("std::bad_alloc"))
                : Promise.resolve({ release: () => Promise.resolve() }),
          },
        }),
    });
    await using lease = await acquireSession(pool, { model: X2, holder });
    expect(lease.value.path).toBe(X2);
    expect(plain.closed).toEqual([EDGES]);
  });

  test("chooses providers by the device unless they are stated, and charges a GPU the files' size", async () => {
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const holder = fakeHolder();
    await using onGpu = await acquireSession(pool, { model: EDGES, holder, device: "cuda:1" });
    expect(holder.options.at(-1)?.executionProviders).toEqual([
      { name: "cuda", deviceId: 1 },
      "cpu",
    ]);
    expect(pool.bytes).toBe(623);
    const executionProviders = ["xnnpack"];
    await using stated = await acquireSession(pool, { model: EDGES, holder, executionProviders });
    expect(holder.options.at(-1)?.executionProviders).toEqual(["xnnpack"]);
    expect(stated.value).not.toBe(onGpu.value);
  });

  test("refuses a device that does not exist before anything is asked of the pool", async () => {
    const pool = { acquire: () => Promise.reject(new Error("asked")) };
    const options = { model: EDGES, holder: fakeHolder(), device: "banana:7" };
    const expected = { code: "ERR_UNKNOWN_DEVICE", device: "banana:7" };
    await expect(acquireSession(pool, options)).rejects.toMatchObject(expected);
    const evicting = { evict: () => Promise.reject(new Error("asked")) };
    await expect(evictSession(evicting, options)).rejects.toMatchObject(expected);
  });

  test("books under a device's full name", async () => {
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const names = ["cpu", "cuda", "webgpu", "cuda:1"];
    for (const device of names) {
      (await acquireSession(pool, { model: EDGES, holder: fakeHolder(device), device })).release();
    }
    const booked = governor.residents.map(({ device }) => device).sort();
    expect(booked).toEqual(["cuda:0", "cuda:1", "host", "webgpu:0"]);
    for (const device of names) {
      const choice = { model: EDGES, holder: fakeHolder(device), device };
      expect(await evictSession(pool, choice)).toBe(true);
    }
  });

  test("refuses what is no model before anything is asked of the pool", async () => {
    const pool = { acquire: () => Promise.reject(new Error("asked")) };
    const options = { model: import.meta.filename, holder: fakeHolder() };
    await expect(acquireSession(pool, options)).rejects.toMatchObject({ code: "ERR_ONNX_MODEL" });
  });

  test("ends the child when the governor is closed", async () => {
    const governor = new Governor();
    const holder = childProcessHolder();
    const pool = governor.pool("image_processor");
    const lease = await acquireSession(pool, { model: EDGES, holder });
    expect(pool.bytes).toBe(lease.value.bytes);
    expect(await lease.value.run({ image: testPicture(2, 2) })).toHaveProperty("edges");
    lease.release();
    await governor.close();
    expect(holder.pids).toEqual([]);
  });

  test("charges a session whose child died what the next child will take", async () => {
    const holder = childProcessHolder();
    // No child comes near it, however its size varies; the other session asks for all of it.
    const budget = 2_000_000_000;
    const demanding = { ...fakeHolder(), estimateBytes: () => budget };
    await using governor = new Governor({ budgets: { host: budget } });
    const pool = governor.pool("image_processor");
    const crashed = await acquireSession(pool, { model: EDGES, holder });
    const charged = pool.bytes;
    await killChildren(holder);
    crashed.release();
    await settled(governor);
    expect(pool.bytes).toBe(charged);

    const restarted = await acquireSession(pool, { model: EDGES, holder });
    const session = restarted.value;
    expect(await session.run({ image: testPicture(2, 2) })).toHaveProperty("edges");
    const second = acquireSession(pool, { model: X2, holder: demanding, waitMs: 0 });
    await expect(second).rejects.toMatchObject({ code: "ERR_WAIT_TIMEOUT" });
    expect(holder.pids).toHaveLength(1);
    restarted.release();
    await settled(governor);
    expect(pool.bytes).toBe(session.bytes);
    governor.checkInvariants();
  });

  test("asks room for a session again whose child had died before it was evicted", async () => {
    const holder = childProcessHolder();
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const crashed = await acquireSession(pool, { model: EDGES, holder });
    const charged = pool.bytes;
    await killChildren(holder);
    crashed.release();
    await settled(governor);
    const { key, device } = governor.residents[0]!;
    expect(await pool.evict(key, device)).toBe(true);
    const { request } = await governor.plan({ pool: pool.name, key, bytes: 1 });
    expect(request.bytes).toBe(charged);
  });
});

describe("evictSession", () => {
  test.each<readonly [string, Partial<SessionChoice>]>([
    ["no settings", {}],
    ["a device", { device: "cuda:1" }],
    ["stated providers", { executionProviders: ["xnnpack"] }],
    ["a graph optimization", { graphOptimization: "basic" }],
    ["threads", { threads: 2 }],
    ["an arena", { cpuMemArena: true }],
  ])("evicts what was leased with %s, and nothing else", async (_, settings) => {
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const holder = fakeHolder();
    const choice = { model: EDGES, holder, ...settings };
    const other = { model: EDGES, holder, threads: 7 };
    for (const each of [choice, other]) (await acquireSession(pool, each)).release();
    expect(await evictSession(pool, choice)).toBe(true);
    expect(await evictSession(pool, choice)).toBe(false);
    expect(governor.residents).toHaveLength(1);
    expect(await evictSession(pool, other)).toBe(true);
  });

  test("leaves a session that is leased", async () => {
    await using governor = new Governor();
    const pool = governor.pool("image_processor");
    const choice = { model: EDGES, holder: fakeHolder() };
    await using lease = await acquireSession(pool, choice);
    expect(await evictSession(pool, choice)).toBe(false);
    expect(lease.value.path).toBe(EDGES);
  });
});

async function killChildren(holder: ChildProcessHolder): Promise<void> {
  for (const pid of holder.pids) process.kill(pid, "SIGKILL");
  await allEnded(holder);
}

/** Whatever follows the end of a lease has been done once a later request is answered. */
async function settled(governor: Governor): Promise<void> {
  await governor.guard({ pool: "image_processor", bytes: 0 });
}

interface FakeHolder extends SessionHolder {
  readonly opened: string[];
  readonly closed: string[];
  readonly options: OpenOptions[];
}

/** Sessions of 700 bytes that only keep a record of themselves. */
function fakeHolder(kind = "fake"): FakeHolder {
  const holder: FakeHolder = {
    kind,
    opened: [],
    closed: [],
    options: [],
    estimateBytes: () => 600,
    open(path, options = {}) {
      holder.opened.push(path);
      holder.options.push(options);
      const close = () => {
        holder.closed.push(path);
        return Promise.resolve({ returnedBytes: undefined });
      };
      const session: HeldSession = {
        path,
        inputs: [],
        outputs: [],
        bytes: 700,
        run: () => Promise.resolve({}),
        close,
        [Symbol.asyncDispose]: () => close().then(() => undefined),
      };
      return Promise.resolve(session);
    },
  };
  return holder;
}
