import type { FigureDescription } from "@spillway/core";
import type { PackageStatus, ProbeOutput } from "../output/probe-output.ts";
import type { Paint } from "../terminal/paint.ts";
import { alignColumns } from "../terminal/table.ts";

/** What `spillway probe` prints for people. */
export function formatProbe(output: ProbeOutput, paint: Paint): string {
  const devices = output.devices.flatMap(({ device, label, figures }) => [
    paint("bold", label === undefined ? device : `${device}  ${label}`),
    ...alignColumns(figures.map(figureCells)).map((line) => `  ${line}`),
    "",
  ]);
  const notes = output.notes.map((note) => paint("dim", note));
  const packages = alignColumns(output.packages.map(packageCells));
  return `${[
    ...devices,
    ...notes,
    ...(notes.length > 0 ? [""] : []),
    ...alignColumns([
      ["spillway", output.spillway],
      ["node", output.node],
      ["platform", output.platform],
      ["config", output.config ?? "none found"],
    ]),
    ...packages,
  ].join("\n")}\n`;
}

function figureCells({ name, text, source, ageMs }: FigureDescription): readonly string[] {
  return [name, text, source, `${Math.round(ageMs)} ms ago`];
}

function packageCells(one: PackageStatus): readonly string[] {
  const { name, version, status, purpose, problem, install } = one;
  if (status === "loads") return [name, version ?? "", purpose];
  return [name, status, `${purpose}: ${problem ?? ""}; run: ${install ?? ""}`];
}

/** The same as Markdown, to paste into a bug report. */
export function formatProbeMarkdown(output: ProbeOutput): string {
  const facts = [
    `- spillway ${output.spillway}, Node ${output.node}, ${output.platform}`,
    ...output.packages.map(({ name, version, status, problem }) => {
      const state = status === "loads" ? (version ?? "") : `${status}: ${problem ?? ""}`;
      return `- ${name} ${state}`;
    }),
    ...output.notes.map((note) => `- ${note}`),
  ];
  const rows = output.devices.flatMap(({ device, label, figures }) =>
    figures.map(({ name, text, source }) => {
      const shown = label === undefined ? device : `${device} (${label})`;
      return `| ${[shown, name, text, source].map(escapeCell).join(" | ")} |`;
    }),
  );
  const table = ["| device | figure | value | source |", "|---|---|---|---|", ...rows];
  return `${["## Environment", "", ...facts, "", ...table].join("\n")}\n`;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
