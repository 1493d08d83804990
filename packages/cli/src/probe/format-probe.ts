import { formatBytes, type FigureDescription } from "@spillway/core";
import type { PackageStatus, ProbedDevice, ProbeOutput } from "../output/probe-output.ts";
import type { Paint } from "../terminal/paint.ts";
import { alignColumns } from "../terminal/table.ts";

/** What `spillway probe` prints for people. */
export function formatProbe(output: ProbeOutput, paint: Paint): string {
  const devices = output.devices.flatMap((device) => [
    paint("bold", [device.device, device.label].join("  ").trimEnd()),
    ...alignColumns(deviceCells(device)).map((line) => `  ${line}`),
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
      ["node", nodeWords(output)],
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
  const { name, status, purpose, required, problem, install } = one;
  if (status === "loads") return [name, versionWords(one), purpose];
  return [
    name,
    status,
    `${purpose} (made for ${required}): ${problem ?? ""}; run: ${install ?? ""}`,
  ];
}

function deviceCells({ figures, budget }: ProbedDevice): readonly (readonly string[])[] {
  const cells = figures.map(figureCells);
  return budget === undefined
    ? cells
    : [...cells, ["budget", formatBytes(budget), "the configuration", ""]];
}

function nodeWords({ node, nodeRequired }: ProbeOutput): string {
  return `${node} (needs ${nodeRequired})`;
}

function versionWords({ version, required }: PackageStatus): string {
  return version === required ? required : `${version ?? "?"} (made for ${required})`;
}

/** The same as Markdown, to paste into a bug report. */
export function formatProbeMarkdown(output: ProbeOutput): string {
  const facts = [
    `- spillway ${output.spillway}, Node ${nodeWords(output)}, ${output.platform}`,
    `- configuration: ${output.config ?? "none found"}`,
    ...output.packages.map((one) => `- ${packageCells(one).join(", ")}`),
    ...output.notes.map((note) => `- ${note}`),
  ];
  const rows = output.devices.flatMap((device) =>
    deviceCells(device).map((row) => {
      const { device: name, label } = device;
      const shown = label === undefined ? name : `${name} (${label})`;
      return `| ${[shown, ...row].map(escapeCell).join(" | ")} |`;
    }),
  );
  const table = ["| device | figure | value | source | age |", "|---|---|---|---|---|", ...rows];
  return `${["## Environment", "", ...facts, "", ...table].join("\n")}\n`;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
