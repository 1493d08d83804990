import { formatBytes } from "@spillway/core";
import { lossText } from "./findings.ts";
import type { Page } from "./page.ts";
import { SHOWN_STEPS } from "./panels.ts";
import type { Step } from "./step.ts";

const COLUMNS: readonly { readonly heading: string; readonly cell: (step: Step) => string }[] = [
  { heading: "Step", cell: ({ number }) => String(number) },
  { heading: "Loss", cell: ({ loss }) => lossText(loss) },
  { heading: "Memory", cell: ({ peakBytes }) => formatBytes(peakBytes) },
  {
    heading: "Threshold",
    cell: ({ thresholdBytes }) =>
      thresholdBytes === Infinity ? "none" : formatBytes(thresholdBytes),
  },
  { heading: "Evicted", cell: ({ evictions }) => String(evictions) },
  { heading: "Computed again", cell: ({ recomputed }) => String(recomputed) },
  { heading: "Time", cell: ({ ms }) => `${Math.round(ms)} ms` },
];

/** Adds the table's headings. */
export function addColumns({ columns }: Page): void {
  for (const { heading } of COLUMNS) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = heading;
    columns.append(cell);
  }
}

/** Adds a step above the others. */
export function addRow({ rows }: Page, step: Step): void {
  const row = document.createElement("tr");
  for (const [index, { cell }] of COLUMNS.entries()) {
    const element = document.createElement(index === 0 ? "th" : "td");
    if (index === 0) element.setAttribute("scope", "row");
    element.textContent = cell(step);
    row.append(element);
  }
  rows.prepend(row);
  while (rows.childElementCount > SHOWN_STEPS) rows.lastElementChild?.remove();
}
