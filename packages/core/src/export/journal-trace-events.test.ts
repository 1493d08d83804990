import { describe, expect, test } from "vitest";
import { bytes } from "../bytes.ts";
import type { JournalEntry } from "../residency/journal-entry.ts";
import { Governor } from "../residency/governor.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { FakeDevice } from "../testing/fake-device.ts";
import { journalTraceEvents } from "./journal-trace-events.ts";
import { checkTraceEvents } from "./testing/check-trace-events.ts";
import { traceEventText } from "./trace-event.ts";

/** A run on a device of 1000 bytes: three models of 400 one after another, the first leased twice, one that fails. */
async function journal(): Promise<readonly JournalEntry[]> {
  const clock = new VirtualClock();
  const device = new FakeDevice("cuda:0", 1000, clock);
  const entries: JournalEntry[] = [];
  const governor = new Governor({ clock, probes: [device], budgets: { "cuda:0": 1000 } });
  governor.journal.subscribe((entry) => entries.push(entry));
  const pool = governor.pool("models");
  const acquire = (key: string, fails = false) =>
    pool.acquire({
      key,
      device: "cuda:0",
      bytes: 300,
      load: () => {
        clock.tick(5);
        if (fails) throw new Error("no such file");
        device.allocate(400);
        return { value: key, bytes: bytes(400), dispose: () => device.free(400) };
      },
    });
  const first = await acquire("first");
  const again = await acquire("first");
  clock.tick(2);
  first.release();
  again.release();
  (await acquire("second")).release();
  clock.tick(1);
  (await acquire("third")).release();
  await acquire("broken", true).catch(() => undefined);
  await governor.close();
  return entries;
}

function checked(entries: readonly JournalEntry[]) {
  return checkTraceEvents(traceEventText(journalTraceEvents(entries)));
}

describe("journalTraceEvents", () => {
  test("pair a resident's span with its load and its leases, which overlap", async () => {
    const { of } = checked(await journal());
    const begins = of("b").map(({ name, id }) => `${name} ${id}`);
    const first = "models/first@cuda:0";
    expect(begins.slice(0, 4)).toEqual([
      `first ${first}`,
      `load ${first}`,
      `lease ${first}`,
      `lease ${first}`,
    ]);
    expect(of("e")).toHaveLength(begins.length);
  });

  test("count bytes by pool, and what the device reads", async () => {
    const { of, named } = checked(await journal());
    const counters = of("C");
    const residents = counters.filter(({ name }) => name === "residents on cuda:0");
    const placed = residents.map(({ args }) => args["models"]);
    expect(placed.slice(0, 2)).toEqual([300, 400]);
    expect(Math.max(...placed.map(Number))).toBeLessThanOrEqual(1000);
    expect(placed.at(-1)).toBe(0);
    expect(counters.some(({ name }) => name === "reading of cuda:0")).toBe(true);
    expect([...named]).toEqual(expect.arrayContaining(["device cuda:0", "models"]));
  });

  test("tell every eviction with its reason, and lead there from the decision", async () => {
    const entries = await journal();
    const { of } = checked(entries);
    const evicted = entries.filter(({ kind }) => kind === "evicted");
    const instants = of("i").filter(({ cat }) => cat === "eviction");
    expect(instants.map(({ name }) => name)).toEqual(
      evicted.map((entry) =>
        entry.kind === "evicted" ? `evicted ${entry.key}: ${entry.reason}` : "",
      ),
    );
    expect(of("s").length).toBeGreaterThan(0);
    const decisions = of("i").filter(({ cat }) => cat === "decision");
    expect(decisions.some(({ name }) => name === "evict: acquire third")).toBe(true);
    expect(decisions[0]?.args).toHaveProperty("verdict");
  });

  test("hold the rules for every stretch of a journal whose beginning or end is lost", async () => {
    const entries = await journal();
    for (let from = 0; from <= entries.length; from++) {
      for (let to = from; to <= entries.length; to++) {
        expect(() => checked(entries.slice(from, to))).not.toThrow();
      }
    }
  });

  test("give residents the names that people know them by", async () => {
    const nameOf = (key: string) => key.toUpperCase();
    const { traceEvents, otherData } = journalTraceEvents(await journal(), {
      nameOf,
      about: { command: "spillway image a.png" },
    });
    expect(traceEvents.some(({ name }) => name === "FIRST")).toBe(true);
    expect(otherData).toEqual({ command: "spillway image a.png" });
  });
});
