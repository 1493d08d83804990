import { formatBytes, formatMillis } from "@spillway/core";
import type { JournalEntry, MeasuredEvent, Millis } from "@spillway/core";
import { count, grouped } from "./format.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { table } from "./table.ts";

/** Every entry of a journal, folded away. */
export function eventTable(entries: readonly JournalEntry[], start: Millis): Html {
  const events = table({
    caption: "The journal, in order",
    columns: [
      { heading: "#", kind: "row-header", cell: ({ seq }) => seq },
      { heading: "Time", kind: "number", cell: ({ at }) => formatMillis(at - start) },
      { heading: "Event", cell: ({ kind }) => kind },
      { heading: "Of", cell: subjectOf },
      { heading: "Request", kind: "number", cell: (entry) => requestOf(entry) },
      { heading: "Bytes", kind: "number", cell: bytesOf },
      { heading: "More", cell: moreOf },
    ],
    rows: entries,
  });
  const summary = count(entries.length, "event");
  return html`<details class="events">
    <summary>Show all ${summary}</summary>
    ${events}
  </details>`;
}

function requestOf(entry: JournalEntry): number | undefined {
  return "requestId" in entry ? entry.requestId : undefined;
}

function subjectOf(entry: JournalEntry): string {
  if ("id" in entry) return entry.id;
  if (entry.kind === "measured") return entry.device;
  if (entry.kind === "abandoned") return "";
  const { kind, pool, key, device } = entry.request;
  return `${kind} ${pool}${key === undefined ? "" : `/${key}`}@${device}`;
}

function bytesOf(entry: JournalEntry): string {
  if ("bytes" in entry) return grouped(entry.bytes);
  if (entry.kind === "decision") return grouped(entry.request.bytes);
  return entry.kind === "measured" ? grouped(entry.predicted) : "";
}

function moreOf(entry: JournalEntry): string {
  if ("leases" in entry) return `${count(entry.leases, "lease")} held`;
  switch (entry.kind) {
    case "decision":
      return verdictText(entry.verdict);
    case "measured":
      return `predicted; ${cameBack(entry)}`;
    case "load-started":
      return "reserved";
    case "loaded":
      return `in ${formatMillis(entry.loadMs)}, estimated ${grouped(entry.estimated)}`;
    case "resized":
      return entry.error === undefined
        ? `measured again, ${grouped(entry.before)} before`
        : `charged as before; ${entry.error}`;
    case "load-failed":
    case "abandoned":
      return entry.error;
    case "evicted":
      return entry.error === undefined ? entry.reason : `${entry.reason}; ${entry.error}`;
  }
}

function cameBack({ measured }: MeasuredEvent): string {
  return measured === undefined ? "what came back is unknown" : `${grouped(measured)} came back`;
}

type Verdict = Extract<JournalEntry, { readonly kind: "decision" }>["verdict"];

function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case "admit":
      return "admit";
    case "evict":
      return `evict ${verdict.victims.join(", ")}: ${verdict.reason}`;
    case "proceed":
      return `proceed; unmet: ${verdict.unmet.join(", ")}`;
    case "wait":
      return `wait for ${formatBytes(verdict.missing)} of ${verdict.budget.name}`;
    case "refuse":
      return `refuse: ${verdict.limitedBy} is ${formatBytes(verdict.limit)}`;
  }
}
