/** How a document says what varies from run to run. */
export interface OutputRules {
  /** Digits, and the units of sizes and times behind them, are compared as one sign. */
  readonly numbersVary: boolean;
}

const NUMBER = /-?\d[\d,.]*(?:e[+-]?\d+)?(?: ?(?:[kMGT]i?B|ms|s|min)\b)?/g;

function normalized(text: string, { numbersVary }: OutputRules): readonly string[] {
  const lines = text.replace(/\s+$/, "").split("\n");
  return lines.map((line) => {
    const trimmed = line.trimEnd();
    return numbersVary ? trimmed.replace(NUMBER, "#").replace(/ {2,}/g, " ") : trimmed;
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The pattern of one line of output: `…` stands for any text, and alone on its line for any lines or none. */
function linePattern(line: string): string {
  if (line.trim() === "…") return "(?:.*\\n)*?";
  return `${line.split("…").map(escaped).join(".*")}\\n`;
}

/** Whether a program printed what its document shows. */
export function printsAsShown(shown: string, printed: string, rules: OutputRules): boolean {
  const pattern = normalized(shown, rules).map(linePattern).join("");
  return new RegExp(`^${pattern}$`).test(`${normalized(printed, rules).join("\n")}\n`);
}
