import { heatStretches, type TokenReport } from "@spillway/prompt";
import type { Paint } from "../terminal/paint.ts";

/** The prompt as an encoder saw it, each word with its weight: coloured where colours are, numbered everywhere. */
export function formatWeights(reports: readonly TokenReport[], paint: Paint): string {
  return reports.map((report) => formatReport(report, paint)).join("");
}

function formatReport(report: TokenReport, paint: Paint): string {
  const words = heatStretches(report).map(({ text, weight }) => {
    if (weight === undefined) return paint("dim", text);
    if (weight === 1) return text;
    return paint(weight > 1 ? "red" : "cyan", `${text}[${shown(weight)}]`);
  });
  return `  ${paint("bold", `${report.role}, ${report.encoder}:`)} ${words.join("")}\n`;
}

function shown(weight: number): string {
  return String(Number(weight.toPrecision(4)));
}
