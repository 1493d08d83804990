import { formatBytes } from "@spillway/core";
import type { CheckOutput } from "../output/check-output.ts";
import type { Paint, Style } from "../terminal/paint.ts";
import { alignColumns } from "../terminal/table.ts";

type Result = CheckOutput["results"][number];
type Outcome = CheckOutput["outcome"];

const WORDS: Readonly<Record<Outcome, { readonly word: string; readonly style: Style }>> = {
  met: { word: "met", style: "green" },
  "not-met": { word: "not met", style: "dim" },
  unknown: { word: "unknown", style: "yellow" },
};

/** What `spillway check` prints for people: each constraint with its values, formatted and raw, and what they say together. */
export function formatCheck(
  { outcome, device, results }: CheckOutput,
  mode: "any" | "all",
  paint: Paint,
): string {
  const blocks = results.map((result) => formatResult(result, paint));
  const count = results.filter((result) => result.outcome === "met").length;
  const all = results.length === 1 ? "" : ` (${count} of ${results.length} met, mode ${mode})`;
  return `${blocks.join("\n")}\n\n${paint("bold", WORDS[outcome].word)} on ${device}${all}\n`;
}

function formatResult({ expression, outcome, reason, values }: Result, paint: Paint): string {
  const { word, style } = WORDS[outcome];
  const rows = Object.entries(values).map(([name, value]) => [name, ...valueCells(name, value)]);
  const lines = alignColumns(rows).map((line) => `           ${line}`);
  const why = reason === undefined ? [] : [`           ${reason}`];
  return [`${paint(style, word.padEnd(9))}  ${expression}`, ...lines, ...why].join("\n");
}

function valueCells(name: string, value: number | "unlimited" | "unknown"): readonly string[] {
  if (typeof value === "string") return [value];
  if (name.endsWith("_percent")) return [`${value.toFixed(1)} %`, String(value)];
  return [formatBytes(value), String(value)];
}
