import { type JournalEntry } from "@spillway/core";
import { journalTraceEvents, traceEventText } from "@spillway/core/export";
import { writeAtomically } from "@spillway/image";
import { residentName } from "../explain/resident-name.ts";

/** A governed run, and what it says of itself. */
export interface TracedRun {
  readonly startedAt: string;
  /** As a user would type it. */
  readonly command: string;
  readonly entries: readonly JournalEntry[];
}

/** Writes a run for trace viewers such as ui.perfetto.dev. @throws OutputError */
export async function writeRunTrace(path: string, run: TracedRun): Promise<void> {
  const { startedAt, command, entries } = run;
  const about = { startedAt, command };
  const file = journalTraceEvents(entries, { about, nameOf: residentName });
  await writeAtomically(path, traceEventText(file));
}
