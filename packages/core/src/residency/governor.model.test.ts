import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SpillwayError } from "../errors.ts";
import { FakeDevice } from "../testing/fake-device.ts";
import { VirtualClock, settle } from "../testing/virtual-clock.ts";
import { Governor } from "./governor.ts";
import type { JournalEntry } from "./journal-entry.ts";
import type { Lease } from "./lease.ts";
import type { Loaded } from "./loader.ts";
import { evictionPolicies } from "./policies/registry.ts";

const DEVICES = ["host", "cuda:0"] as const;
const POOLS = ["image_processor", "models"] as const;
const BUDGETS = { host: 300, "cuda:0": 200 };
const POOL_BUDGET = 350;

type Action =
  | { kind: "acquire"; model: number; priority: number; waitMs: number; pinned: boolean }
  | { kind: "abort" | "release"; nth: number }
  | { kind: "evict" | "pin" | "unpin"; model: number }
  | { kind: "guard"; bytes: number; device: number }
  | { kind: "fail"; model: number; outOfMemory: boolean }
  | { kind: "grow"; model: number; by: number }
  | { kind: "elsewhere"; bytes: number; device: number }
  | { kind: "pass"; ms: number };

const nth = fc.nat(20);
const model = fc.nat(9);
const device = fc.nat(1);

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("acquire" as const),
      model,
      priority: fc.nat(2),
      waitMs: fc.constantFrom(50, 1000, 100_000),
      pinned: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("release" as const), nth }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(200) }) },
  fc.record({ kind: fc.constant("abort" as const), nth }),
  fc.record({ kind: fc.constantFrom("evict" as const, "pin" as const, "unpin" as const), model }),
  fc.record({ kind: fc.constant("guard" as const), bytes: fc.nat(400), device }),
  fc.record({ kind: fc.constant("fail" as const), model, outOfMemory: fc.boolean() }),
  fc.record({ kind: fc.constant("grow" as const), model, by: fc.integer({ min: -30, max: 60 }) }),
  fc.record({ kind: fc.constant("elsewhere" as const), bytes: fc.nat(300), device }),
);

/** One of ten models: its traits follow from its number. */
interface Traits {
  readonly key: string;
  readonly pool: string;
  readonly device: FakeDevice;
  readonly bytes: number;
  readonly loadMs: number;
}

/** The governor under test, with a model of what the outside world sees of it. */
class World {
  readonly clock = new VirtualClock();
  readonly devices = DEVICES.map((name) => new FakeDevice(name, 400, this.clock));
  readonly governor: Governor;
  readonly entries: JournalEntry[] = [];
  readonly models: readonly Traits[];
  readonly growth = new Map<number, number>();
  readonly failures = new Map<number, Error>();
  readonly thrown = new Set<unknown>();
  /** Copies in memory and loads under way, by model. */
  readonly copies = new Map<number, number>();
  readonly loading = new Map<number, number>();
  readonly leases: { model: number; lease: Lease<number> }[] = [];
  readonly waiting: { controller: AbortController; settled: boolean }[] = [];
  readonly broken: string[] = [];

  constructor(policy: string) {
    this.governor = new Governor({
      clock: this.clock,
      probes: this.devices,
      budgets: BUDGETS,
      policy,
      overtakeMs: 300,
      maxWaiting: 4,
      journalCapacity: 10,
      pools: { models: { budget: POOL_BUDGET, idleMs: 500, minimumStayMs: 20 } },
    });
    this.governor.journal.subscribe((entry) => {
      this.entries.push(entry);
      // Thrown here it would be taken for a failed load: note it, and fail after the step.
      try {
        this.checkBooks();
      } catch (error) {
        this.broken.push(String(error));
      }
    });
    this.models = Array.from({ length: 10 }, (_, index) => ({
      key: `m${index}`,
      pool: POOLS[index % 2]!,
      device: this.devices[index % 3 === 0 ? 1 : 0]!,
      bytes: 20 + 37 * index,
      loadMs: 5 + 13 * ((index * 7) % 10),
    }));
  }

  async perform(step: Action): Promise<void> {
    switch (step.kind) {
      case "acquire":
        this.acquire(step);
        break;
      case "abort":
        this.waiting[step.nth % Math.max(1, this.waiting.length)]?.controller.abort();
        break;
      case "release":
        this.leases.splice(step.nth % Math.max(1, this.leases.length), 1)[0]?.lease.release();
        break;
      case "guard": {
        const on = this.devices[step.device]!.device;
        void this.governor.guard({ pool: "image_processor", device: on, bytes: step.bytes });
        break;
      }
      case "fail": {
        const text = step.outOfMemory ? "out of memory" : "no such file";
        this.failures.set(step.model, new Error(text));
        break;
      }
      case "grow":
        this.growth.set(step.model, step.by);
        break;
      case "elsewhere":
        this.devices[step.device]!.elsewhere = step.bytes;
        break;
      case "pass":
        await this.clock.advance(step.ms);
        break;
      default: {
        const { pool, key, device: on } = this.models[step.model]!;
        void this.governor.pool(pool)[step.kind](key, on.device);
      }
    }
    await settle();
    this.check();
  }

  acquire({ model: index, priority, waitMs, pinned }: Extract<Action, { kind: "acquire" }>): void {
    const { key, pool, device: on, bytes } = this.models[index]!;
    const controller = new AbortController();
    const waiter = { controller, settled: false };
    this.waiting.push(waiter);
    const load = () => this.load(index);
    const { signal } = controller;
    this.governor
      .pool(pool)
      .acquire({ key, device: on.device, bytes, load, signal, priority, waitMs, pinned })
      .then(
        (lease) => this.leases.push({ model: index, lease }),
        (error: unknown) => this.expectKnown(error),
      )
      .finally(() => (waiter.settled = true));
  }

  /** An acquire fails for a reason that its caller can act on, or with what its own loader or signal said. */
  expectKnown(error: unknown): void {
    const known = error instanceof SpillwayError || this.thrown.has(error);
    const aborted = error instanceof DOMException && error.name === "AbortError";
    if (!known && !aborted) this.broken.push(String(error));
  }

  async load(index: number): Promise<Loaded<number>> {
    const { device: on, loadMs, bytes } = this.models[index]!;
    if (this.count(this.loading, index) + this.count(this.copies, index) > 0) {
      this.broken.push(`m${index} is loaded twice at once`);
    }
    this.add(this.loading, index, 1);
    await this.clock.sleep(loadMs);
    this.add(this.loading, index, -1);
    const failure = this.failures.get(index);
    this.failures.delete(index);
    if (failure !== undefined) {
      this.thrown.add(failure);
      throw failure;
    }
    const size = Math.max(1, bytes + (this.growth.get(index) ?? 0));
    on.allocate(size);
    this.add(this.copies, index, 1);
    const dispose = async (): Promise<void> => {
      if (this.leases.some((held) => held.model === index)) {
        this.broken.push(`m${index} is disposed of while it is leased`);
      }
      await this.clock.sleep(3);
      on.free(size);
      this.add(this.copies, index, -1);
    };
    const measure = (): number => Math.max(1, bytes + (this.growth.get(index) ?? 0));
    return { value: index, bytes: size, measure, dispose };
  }

  count(map: Map<number, number>, index: number): number {
    return map.get(index) ?? 0;
  }

  add(map: Map<number, number>, index: number, amount: number): void {
    map.set(index, this.count(map, index) + amount);
  }

  /** What holds when everything has settled that can without time passing. */
  check(): void {
    this.checkBooks();
    expect(this.broken).toEqual([]);
    for (const name of DEVICES) {
      expect(this.bytesByJournal(name)).toBe(this.governor.placedOn(name));
    }
  }

  /** What holds at every moment. */
  checkBooks(): void {
    this.governor.checkInvariants();
    for (const name of DEVICES)
      expect(this.governor.placedOn(name)).toBeLessThanOrEqual(BUDGETS[name]);
    expect(this.governor.pool("models").bytes).toBeLessThanOrEqual(POOL_BUDGET);
  }

  /** Re-derives what is placed on a device from the journal alone. */
  bytesByJournal(name: string): number {
    const placed = new Map<string, number>();
    for (const entry of this.entries) {
      if (!("device" in entry) || entry.device !== name || !("id" in entry)) continue;
      if (["load-started", "loaded", "resized"].includes(entry.kind))
        placed.set(entry.id, entry.bytes);
      else placed.delete(entry.id);
    }
    return [...placed.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Lets go of everything, and sees that nothing and nobody is left behind. */
  async finish(): Promise<void> {
    for (let round = 0; round < 40; round++) {
      for (const { lease } of this.leases.splice(0)) lease.release();
      await this.clock.advance(5000);
      for (const { pool, key, device: on } of this.models) {
        this.governor.pool(pool).unpin(key, on.device);
      }
    }
    expect(this.waiting.filter(({ settled }) => !settled)).toEqual([]);
    expect(this.governor.waiting).toBe(0);
    const closing = this.governor.close();
    await this.clock.advance(1000);
    await closing;
    expect(DEVICES.map((name) => this.governor.placedOn(name))).toEqual([0, 0]);
    expect(this.devices.map(({ allocated }) => allocated)).toEqual([0, 0]);
  }
}

describe("the governor under any sequence of events", () => {
  test.each(evictionPolicies.map(({ name }) => name))(
    "keeps its promises with %s",
    async (policy) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(action, { minLength: 30, maxLength: 80, size: "max" }),
          async (actions) => {
            const world = new World(policy);
            for (const step of actions) await world.perform(step);
            await world.finish();
          },
        ),
        { numRuns: 100 },
      );
    },
  );
});
