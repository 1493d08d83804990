import { JournalTextError, parseJournal, type JournalEntry } from "@spillway/core";
import { journalTraceEvents } from "@spillway/core/export";
import { renderRunReport } from "@spillway/report";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { everyEntry, faultsOf, HEADER, type Fault } from "./journal-faults.ts";
import { spillway } from "./harness.ts";

/** The entry of a line; undefined when the line is refused with its place. */
function entryOf({ line, name }: Fault): JournalEntry | undefined {
  try {
    return parseJournal(HEADER + line).entries[0];
  } catch (error) {
    if (!(error instanceof JournalTextError)) throw new Error(name, { cause: error });
    expect(error).toMatchObject({ code: "ERR_JOURNAL", line: 2 });
    return undefined;
  }
}

describe("a journal with a field left out or replaced", () => {
  test("is refused with its place, or explained", async () => {
    const entries = await everyEntry();
    const whole = entries.map((entry) => `${JSON.stringify(entry)}\n`);
    const faults = entries.map((entry) => faultsOf(entry).filter(entryOf));
    expect(faults.flat().length).toBeGreaterThan(500);
    for (const [index, accepted] of faults.entries()) {
      for (const { name, line } of accepted) {
        const stdin = HEADER + whole.with(index, line).join("");
        const { exitCode, stderr } = await spillway(["explain", "-", "--verbose"], { stdin });
        expect({ name, exitCode, stderr }).toEqual({ name, exitCode: 0, stderr: "" });
      }
    }
  });

  test("is refused with its place, or reported", async () => {
    const entries = await everyEntry();
    const accepted = entries.map((entry) =>
      faultsOf(entry).flatMap((fault) => entryOf(fault) ?? []),
    );
    const journal = fc.tuple(...accepted.map((each) => fc.constantFrom(...each)));
    await fc.assert(
      fc.asyncProperty(journal, async (all) => {
        expect(journalTraceEvents(all).traceEvents.length).toBeGreaterThan(0);
        expect(await renderRunReport({ title: "a", entries: all })).toContain("</html>");
      }),
      { numRuns: 20 },
    );
  });
});
