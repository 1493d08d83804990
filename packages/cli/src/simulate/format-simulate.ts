import { formatBytes, formatMillis } from "@spillway/core";
import { type SimulationResult } from "@spillway/core/remat";
import type { Paint } from "../terminal/paint.ts";
import { alignColumns } from "../terminal/table.ts";

/** The runs as tables for people, one for each trace. */
export function formatSimulation(results: readonly SimulationResult[], paint: Paint): string {
  const traces = new Map<string, SimulationResult[]>();
  for (const result of results) {
    traces.set(result.trace, [...(traces.get(result.trace) ?? []), result]);
  }
  return [...traces].map(([trace, runs]) => formatTrace(trace, runs, paint)).join("\n");
}

/** Which run the files show. */
export function formatShown({ trace, policy, recursion, ratio }: SimulationResult): string {
  return `they show ${trace} under ${policy}, ${recursion}, at ${percent(ratio)}`;
}

const HEADINGS = [
  "policy",
  "recursion",
  "budget",
  "",
  "overhead",
  "evictions",
  "again",
  "peak",
  "",
];

function formatTrace(trace: string, runs: readonly SimulationResult[], paint: Paint): string {
  const [first] = runs;
  if (first === undefined) return "";
  const { baselineBytes, baseNs } = first;
  const [headings = "", ...rows] = alignColumns([HEADINGS, ...runs.map(row)]);
  const lines = rows.map((line, i) => (runs[i]?.result === "ok" ? line : paint("red", line)));
  const title = `${trace}: peak ${formatBytes(baselineBytes)}, compute ${formatMillis(baseNs / 1e6)}`;
  return `${[paint("bold", title), headings, ...lines].join("\n")}\n`;
}

function row(run: SimulationResult): readonly string[] {
  const { policy, recursion, budgetBytes, ratio, evictions, rematNs, peakBytes } = run;
  const figures =
    run.result === "ok"
      ? [
          run.overhead.toFixed(4),
          String(evictions),
          formatMillis(rematNs / 1e6),
          formatBytes(peakBytes),
          "",
        ]
      : ["", "", "", "", failure(run)];
  return [policy, recursion, formatBytes(budgetBytes), percent(ratio), ...figures];
}

function failure({ result, failure: numbers }: SimulationResult): string {
  if (numbers === undefined) return result;
  const { why, operatorName, neededBytes, smallestBudgetBytes } = numbers;
  const least = `no budget below ${formatBytes(smallestBudgetBytes)} can work`;
  switch (why) {
    case "budget-too-small":
      return `oom: ${least}`;
    case "thrashing":
      return `thrash: more was recomputed than the limit allows, at ${operatorName ?? "?"}`;
    case "nothing-left-to-evict":
      return `oom: ${operatorName ?? "?"} needs ${formatBytes(neededBytes ?? 0)}, nothing is left to evict; ${least}`;
  }
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(0)} %`;
}
