import { formatMillis } from "@spillway/core";
import { evictionReasonWords, formatBytes } from "@spillway/core";
import type { EvictedEvent, JournalEntry, Millis } from "@spillway/core";
import { grouped } from "./format.ts";
import type { Html } from "./html.ts";
import { table } from "./table.ts";

/** The residents that left without a decision: idle, requested, closed, out of memory. */
export function removalTable(
  removals: readonly (JournalEntry & EvictedEvent)[],
  start: Millis,
): Html {
  return table({
    caption: "Residents that left although no request chose them",
    columns: [
      { heading: "Resident", kind: "row-header", cell: ({ id }) => id },
      { heading: "Time", kind: "number", cell: ({ at }) => formatMillis(at - start) },
      { heading: "Size", kind: "number", cell: ({ bytes }) => formatBytes(bytes) },
      { heading: "Bytes", kind: "number", cell: ({ bytes }) => grouped(bytes) },
      { heading: "Reason", cell: ({ reason }) => reason },
      {
        heading: "Because",
        cell: ({ reason, error }) => because(evictionReasonWords[reason], error),
      },
    ],
    rows: removals,
  });
}

function because(text: string, error: string | undefined): string {
  return error === undefined ? text : `${text}; its disposal failed: ${error}`;
}
