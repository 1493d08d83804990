import type { JournalEntry } from "@spillway/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { staysOf, timelineOf } from "../src/index.ts";
import type { TimelinePoint } from "../src/index.ts";
import { Governed, MB } from "./governed.ts";
import { pictureRun } from "./scenario.ts";
import { settle } from "../../core/src/testing/virtual-clock.ts";

const POOLS = ["image_processor", "depth_estimator"];
const DEVICES = ["host", "cuda:0"];

/** What the program around a governor may do. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("acquire" as const),
      key: fc.constantFrom("a", "b", "c", "d"),
      pool: fc.constantFrom(...POOLS),
      device: fc.constantFrom(...DEVICES),
      size: fc.integer({ min: 1, max: 90 }),
      regrows: fc.integer({ min: -5, max: 5 }),
      grows: fc.integer({ min: -20, max: 20 }),
      loadMs: fc.integer({ min: 0, max: 40 }),
      fails: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("release" as const), which: fc.nat(3) }),
    fc.record({ kind: fc.constant("guard" as const), size: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 60 }) }),
  ),
  { maxLength: 40 },
);

type Plan = typeof steps extends fc.Arbitrary<infer T> ? T : never;

function last(points: readonly TimelinePoint[], device: string): number {
  return points.at(-1)?.byDevice.get(device) ?? 0;
}

describe("timelineOf", () => {
  test("agrees with the governor's books whenever the governor is at rest", async () => {
    const run = async (plan: Plan) => {
      const world = governed();
      const { clock, governor } = world;
      const held: { release(): void }[] = [];
      for (const step of plan) {
        if (step.kind === "acquire") {
          const { key, pool, device, size, grows, regrows, loadMs, fails } = step;
          const failure = fails ? { failure: new Error("cannot be read") } : {};
          const measured = Math.max(1, size + grows) * MB;
          const remeasured = Math.max(1, size + grows + regrows) * MB;
          world
            .acquire({
              key,
              pool,
              device,
              bytes: size * MB,
              measured,
              remeasured,
              loadMs,
              ...failure,
            })
            .then(
              (lease) => held.push(lease),
              () => undefined,
            );
        } else if (step.kind === "release") held.splice(step.which, 1)[0]?.release();
        else if (step.kind === "guard") {
          await governor.guard({ pool: "image_processor", bytes: step.size * MB });
        } else await clock.advance(step.ms);
        await atRest();
        const points = timelineOf(governor.journal.entries);
        for (const device of DEVICES) expect(last(points, device)).toBe(governor.placedOn(device));
        for (const pool of POOLS) {
          expect(points.at(-1)?.byPool.get(pool) ?? 0).toBe(governor.pool(pool).bytes);
        }
        governor.checkInvariants();
      }
    };
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: 60 });
  });

  test("agrees with the books right after each change of a run without concurrency", async () => {
    const world = governed();
    const { clock, governor } = world;
    let compared = 0;
    const seen: JournalEntry[] = [];
    governor.journal.subscribe((entry) => {
      seen.push(entry);
      if (!["load-started", "loaded", "load-failed", "evicted"].includes(entry.kind)) return;
      expect(last(timelineOf(seen), "host")).toBe(governor.placedOn("host"));
      compared += 1;
    });
    for (const key of ["a", "b", "c", "a", "d"]) {
      const lease = world.acquire({ key, bytes: 80 * MB, measured: 84 * MB });
      await clock.advance(100);
      (await lease).release();
    }
    expect(compared).toBeGreaterThanOrEqual(12);
  });

  test("keeps what a failed disposal left behind on its device, and on nothing else", async () => {
    const { governor } = governed();
    const lease = await governor.pool("vae").acquire({
      key: "stuck",
      bytes: 30 * MB,
      load: () => ({
        value: 0,
        dispose: () => {
          throw new Error("busy");
        },
      }),
    });
    lease.release();
    await governor.pool("vae").evict("stuck");
    const point = timelineOf(governor.journal.entries).at(-1);
    expect(point?.byDevice.get("host")).toBe(governor.placedOn("host"));
    expect(point?.unreturned.get("host")).toBe(30 * MB);
    expect(point?.byResident.size).toBe(0);
  });

  test("counts what leaves without having come as placed from the beginning", async () => {
    const entries = await pictureRun();
    const from = entries.findIndex(({ kind }) => kind === "evicted");
    const [opening] = timelineOf(entries.slice(from));
    const before = timelineOf(entries.slice(0, from)).at(-1);
    expect(opening?.byResident).toEqual(before?.byResident);
  });

  test("gives the same for entries in any order", async () => {
    const entries = await pictureRun();
    expect(timelineOf(entries.toReversed())).toEqual(timelineOf(entries));
  });
});

describe("staysOf", () => {
  test("tells when each resident came, was in use and left, and why", async () => {
    const stays = staysOf(await pictureRun());
    const compel = stays.find(({ key }) => key === "compel");
    expect(compel).toMatchObject({ device: "host", end: { kind: "evicted", reason: "idle" } });
    expect(compel?.leased).toEqual([{ from: 2395, to: 2605 }]);
    const broken = stays.find(({ key }) => key === "truncated.onnx");
    const error = "Error: protobuf parsing failed";
    expect(broken?.end).toEqual({ kind: "load-failed", error });
    expect(broken?.loadedAt).toBeUndefined();
    expect(stays.filter(({ key }) => key.startsWith("realesrgan"))).toHaveLength(2);
  });
});

function governed(): Governed {
  return new Governed(400 * MB, {
    budgets: { host: 200 * MB, "cuda:0": 150 * MB },
    pools: { image_processor: { constraints: {} }, depth_estimator: { budget: 180 * MB } },
  });
}

/** Long enough for whatever needs no time to have happened, in however many steps. */
async function atRest(): Promise<void> {
  for (let i = 0; i < 5; i++) await settle();
}
