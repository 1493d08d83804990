import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candidate } from "./decision.ts";
import { Governor } from "./governor.ts";
import {
  JournalTextError,
  journalEntryLine,
  journalHeaderLine,
  parseJournal,
} from "./journal-text.ts";
import type { JournalEntry } from "./journal-entry.ts";

const HEADER = journalHeaderLine({
  startedAt: "2026-01-02T03:04:05.000Z",
  command: "spillway image",
});

/** A journal with loads, evictions, refusals and leases. */
async function realEntries(): Promise<readonly JournalEntry[]> {
  await using governor = new Governor({ budgets: { host: 100 } });
  const pool = governor.pool("image_processor");
  const load = (): { value: string } => ({ value: "model" });
  for (const [key, bytes] of [
    ["a", 60],
    ["b", 60],
    ["a", 60],
  ] as const) {
    await using lease = await pool.acquire({ key, bytes, load });
    expect(lease.value).toBe("model");
  }
  await expect(pool.acquire({ key: "vast", bytes: 200, load })).rejects.toThrow("never fit");
  return governor.journal.entries;
}

/** As where the program states a restore time of Infinity and the load has not been measured. */
function endless(candidate: Candidate): Candidate {
  return { ...candidate, worth: Infinity, restoreMs: Infinity };
}

function refusalOf(text: string): JournalTextError {
  try {
    parseJournal(text, "run.ndjson");
  } catch (error) {
    if (error instanceof JournalTextError) return error;
  }
  throw new Error("the journal was read");
}

describe("parseJournal", () => {
  test("gives back what a governor recorded, entry by entry", async () => {
    const entries = await realEntries();
    expect(entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["decision", "evicted", "loaded"]),
    );
    const text = HEADER + entries.map(journalEntryLine).join("");
    const read = parseJournal(text);
    expect(read.header.command).toBe("spillway image");
    expect(read.complete).toBe(true);
    expect(read.entries).toEqual(JSON.parse(JSON.stringify(entries)));
  });

  test("restores an infinite worth, restore time and priority", async () => {
    await using governor = new Governor({ budgets: { host: 100 } });
    const pool = governor.pool("image_processor");
    const load = (): { value: string } => ({ value: "model" });
    const terms = { bytes: 60, load, restoreMs: Infinity };
    for (const [key, priority] of [
      ["least", -Infinity],
      ["most", Infinity],
    ] as const) {
      await using lease = await pool.acquire({ ...terms, key, priority });
      expect(lease.value).toBe("model");
    }
    const dear = governor.journal.entries.map((entry) =>
      entry.kind === "decision" ? { ...entry, candidates: entry.candidates.map(endless) } : entry,
    );
    const { entries } = parseJournal(HEADER + dear.map(journalEntryLine).join(""));
    const decisions = entries.filter((entry) => entry.kind === "decision");
    expect(new Set(decisions.map(({ request }) => request.priority))).toEqual(
      new Set([-Infinity, Infinity]),
    );
    expect(decisions.flatMap(({ candidates }) => candidates)).toContainEqual(
      expect.objectContaining({ worth: Infinity, restoreMs: Infinity, bytes: 60 }),
    );
  });

  test("leaves a half-written last line out, and says so", async () => {
    const lines = (await realEntries()).map(journalEntryLine);
    const text = HEADER + lines.join("");
    fc.assert(
      fc.property(fc.integer({ min: HEADER.length, max: text.length - 1 }), (length) => {
        const cut = text.slice(0, length);
        const wholeLines = cut.split("\n").length - 2;
        const { entries, complete } = parseJournal(cut);
        expect(entries.length - wholeLines).toBeOneOf(complete ? [0, 1] : [0]);
      }),
    );
  });

  test.each([
    ["an empty file", "", 1, 1, "is no JSON"],
    ["a picture", "PNG\n\n", 1, 1, "is no JSON"],
    ["another JSON file", "{}\n", 1, 1, "is no journal"],
    ["a later version", HEADER.replace(":1,", ":2,"), 1, 1, "is no journal"],
    ["a broken line", `${HEADER}{"seq":0,}\n`, 2, 10, "is no JSON"],
    [
      "an unknown kind",
      `${HEADER}{"seq":0,"kind":"left"}\n`,
      2,
      17,
      "`kind` must be one of decision",
    ],
    ["a list", `${HEADER}[]\n`, 2, 1, "is no entry"],
    [
      "a field of the wrong type",
      `${HEADER}\n{"kind":"leased","seq":0,"at":1,"id":5,"leases":1}\n`,
      3,
      38,
      "`id` of a leased entry must be a string",
    ],
    [
      "a missing field",
      `${HEADER}{"kind":"leased","seq":0,"at":1,"id":"a"}\n`,
      2,
      1,
      "`leases` of a leased entry must be a number",
    ],
  ])("refuses %s with its place", (_, text, line, column, problem) => {
    const error = refusalOf(text);
    expect(error).toMatchObject({ code: "ERR_JOURNAL", line, column });
    expect(error.message).toContain(`run.ndjson:${line}:${column}: `);
    expect(error.message).toContain(problem);
  });

  test("names the path of a wrong field deep inside", async () => {
    const [decision] = (await realEntries()).filter((entry) => entry.kind === "decision");
    const broken = { ...decision, request: { ...decision?.request, bytes: "many" } };
    const error = refusalOf(`${HEADER}${JSON.stringify(broken)}\n`);
    expect(error.message).toContain("`request.bytes` of a decision entry must be a number");
  });

  test.each([
    [{ verdict: { kind: "evict", reason: "budget" } }, "`verdict.victims` .* must be a list"],
    [{ verdict: { kind: "evict", victims: ["a"] } }, "`verdict.reason` .* must be one of constra"],
    [{ verdict: { kind: "wait", missing: 5, blockers: [] } }, "`verdict.budget` .* an object"],
    [{ verdict: { kind: "refuse", limit: 5 } }, "`verdict.limitedBy` .* must be a string"],
    [{ verdict: { kind: "proceed", unmet: [5] } }, "`verdict.unmet.0` .* must be a string"],
    [{ verdict: { kind: "hold" } }, "`verdict.kind` .* must be one of admit, evict"],
    [{ budgets: [{ name: "n", scope: "pool", limit: 5, placed: 5 }] }, "`budgets.0.of` .* string"],
    [
      { budgets: [{ name: "n", of: "host", scope: "all", limit: 5, placed: 5 }] },
      "`budgets.0.scope` .* must be one of device, pool",
    ],
    [{ reading: { device: "host", at: 0 } }, "`reading.used` .* must be an object"],
  ])("refuses a decision with %j", async (wrong, problem) => {
    const [decision] = (await realEntries()).filter((entry) => entry.kind === "decision");
    const error = refusalOf(`${HEADER}${JSON.stringify({ ...decision, ...wrong })}\n`);
    expect(error).toMatchObject({ code: "ERR_JOURNAL", line: 2 });
    expect(error.message).toMatch(new RegExp(problem));
  });

  test("refuses a measurement without its reading", () => {
    const measured = {
      kind: "measured",
      seq: 0,
      at: 1,
      requestId: 1,
      device: "host",
      predicted: 5,
    };
    const error = refusalOf(`${HEADER}${JSON.stringify(measured)}\n`);
    expect(error.message).toContain("`reading` of a measured entry must be an object");
  });
});
