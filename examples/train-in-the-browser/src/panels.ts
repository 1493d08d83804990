import { formatBytes } from "@spillway/core";
import { addChart } from "./chart.ts";
import { findingsOf, needOf } from "./findings.ts";
import type { Findings } from "./findings.ts";
import type { Series } from "./plot.ts";
import type { Step } from "./step.ts";

/** The steps that charts and table show; earlier ones have gone by. */
export const SHOWN_STEPS = 100;

/** A chart: what it measures in a step, and which finding is its title. */
interface Panel {
  readonly id: "memory" | "evictions" | "recomputed" | "loss";
  readonly measure: string;
  readonly kind: Series["kind"];
  readonly height: number;
  readonly of: (step: Step) => number;
  readonly format: (value: number) => string;
}

const PANELS: readonly Panel[] = [
  {
    id: "memory",
    measure: "the most in memory at a time, step by step",
    kind: "bars",
    height: 240,
    of: ({ peakBytes }) => peakBytes,
    format: (bytes) => withoutZeros(formatBytes(bytes)),
  },
  {
    id: "evictions",
    measure: "results evicted, step by step",
    kind: "bars",
    height: 130,
    of: ({ evictions }) => evictions,
    format: (count) => (Number.isInteger(count) ? String(count) : ""),
  },
  {
    id: "recomputed",
    measure: "results computed again, step by step",
    kind: "bars",
    height: 130,
    of: ({ recomputed }) => recomputed,
    format: (count) => (Number.isInteger(count) ? String(count) : ""),
  },
  {
    id: "loss",
    measure: "loss, step by step",
    kind: "line",
    height: 130,
    of: ({ loss }) => loss,
    format: (loss) => String(Number(loss.toPrecision(2))),
  },
];

/** Adds the charts to the page. Returns what shows steps in them. */
export function addPanels(parent: Element): (steps: readonly Step[]) => Findings {
  const charts = PANELS.map((panel) => ({ panel, chart: addChart(parent, panel) }));
  return (steps) => {
    const shown = steps.slice(-SHOWN_STEPS);
    const findings = findingsOf(steps);
    for (const { panel, chart } of charts) {
      chart.show(findings[panel.id], {
        kind: panel.kind,
        values: shown.map(panel.of),
        first: shown[0]?.number ?? 1,
        ...(panel.id === "memory"
          ? { limits: shown.map(({ thresholdBytes }) => thresholdBytes), reference: needOf(steps) }
          : { limits: [] }),
      });
    }
    return findings;
  };
}

/** `2.5 MB` for `2.50 MB`. */
function withoutZeros(size: string): string {
  return size.replace(/(\.\d*?)0+(?= )/, "$1").replace(/\.(?= )/, "");
}
