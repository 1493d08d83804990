import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Governor } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { findAll, sources } from "./code/sources.ts";
import { ROOT } from "./packages/manifest.ts";

const document = readFileSync(join(ROOT, "docs/observing.md"), "utf8");

/** The first cells of a table's rows, in order; the table is found by the head of its first column. */
function firstCells(head: string): readonly string[] {
  const [, rest = ""] = document.split(new RegExp(`^\\| *${head} *\\|.*\\n\\|[-| ]+\\n`, "m"));
  const rows = rest.split("\n\n", 1)[0]?.split("\n") ?? [];
  return rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1] ?? "");
}

describe("docs/observing.md", () => {
  test("has every diagnostics channel of the code, and no other", () => {
    const channels = findAll(/diagnosticsChannel\("([^"]+)"\)/g).map(({ match: [, name] }) => name);
    expect(firstCells("channel")).toEqual([...new Set(channels)].sort());
  });

  test("has every kind of journal entry, and no other", () => {
    const source = sources().find(({ path }) => path.endsWith("residency/journal-entry.ts"));
    const kinds = [...(source?.text.matchAll(/^ {2}readonly kind: "([^"]+)"/gm) ?? [])];
    expect([...firstCells("`kind`")].sort()).toEqual(kinds.map(([, kind]) => kind).sort());
  });
});

describe("the journal's channel", () => {
  test("publishes what the journal keeps", async () => {
    const published: unknown[] = [];
    const listen = (message: unknown): void => void published.push(message);
    subscribe("spillway:journal", listen);
    const governor = new Governor();
    const lease = await governor
      .pool("models")
      .acquire({ key: "a", bytes: 1, load: () => ({ value: 1 }) });
    lease.release();
    await governor.close();
    unsubscribe("spillway:journal", listen);
    expect(published).toEqual(governor.journal.entries);
    expect(published.length).toBeGreaterThan(3);
  });
});

describe("metric names", () => {
  const rows = [...document.matchAll(/^\| `(spillway\.[^`]+)` +\| (\w+) +\| `([^`]+)`/gm)];
  const metrics = rows.map(([, name = "", instrument = "", unit = ""]) => ({
    name,
    instrument,
    unit,
  }));

  test("are all that the code and the document mention", () => {
    expect(metrics.length).toBeGreaterThan(0);
    const mentioned = findAll(/["'`](spillway\.[a-z_.]+)["'`]/g).map(({ match: [, name] }) => name);
    const known = [...metrics.map(({ name }) => name), "spillway.config"];
    expect(mentioned.filter((name) => !known.includes(name ?? ""))).toEqual([]);
  });

  test.each(metrics)("$name follows OpenTelemetry's rules", ({ name, instrument, unit }) => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/);
    expect(name).not.toMatch(/(?:^|[._])(?:total|count|ms|seconds?|mb|gb|by)(?:$|[._])/);
    expect(unit).toMatch(/^(?:By|s|1|\{[a-z]+\})$/);
    expect(["Counter", "UpDownCounter", "Histogram", "Gauge"]).toContain(instrument);
  });
});
