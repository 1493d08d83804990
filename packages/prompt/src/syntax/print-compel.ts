import type { FlatPart, FlatPrompt, Fragment } from "./fragments.ts";
import { printWeight } from "./print-weight.ts";

/** Compel can say every prompt. Negative weights are written `(text).attend(-0.5)`, which compel itself cannot read. */
export function printCompel({ kind, normalize, parts }: FlatPrompt): string {
  const [only, ...others] = parts;
  if (only === undefined) return "";
  if (kind === "and" && others.length === 0 && only.weight === 1) return printPart(only);
  const quoted = parts.map((part) => `"${closed(printPart(part))}"`).join(", ");
  const weights = printPartWeights(kind, parts);
  const options = normalize || kind === "and" ? weights : `${weights}, no_normalize`;
  return `(${quoted}).${kind}(${options})`;
}

function printPartWeights(kind: FlatPrompt["kind"], parts: readonly FlatPart[]): string {
  if (kind === "and" && parts.every(({ weight }) => weight === 1)) return "";
  return parts.map(({ weight }) => printWeight(weight)).join(", ");
}

function printPart({ fragments }: FlatPart): string {
  return fragments.map(printFragment).join(" ");
}

function printFragment({ words, weight }: Fragment): string {
  if (weight === 1) return words.map(({ text }) => escapeWord(text, "outside")).join(" ");
  const text = closed(words.map((word) => escapeWord(word.text, "grouped")).join(" "));
  return weight < 0
    ? `(${text}).attend(${printWeight(weight)})`
    : `(${text})${printWeight(weight)}`;
}

/** A backslash before the closing mark would take that mark's meaning away. */
function closed(text: string): string {
  return text.endsWith("\\") ? `${text} ` : text;
}

type Place = "outside" | "grouped";

function escapeWord(text: string, place: Place): string {
  return text.replace(/[()",.+\-=]/g, (character: string, index: number) =>
    needsEscape(text, index, place) ? `\\${character}` : character,
  );
}

function needsEscape(text: string, index: number, place: Place): boolean {
  if (text[index - 1] === "\\") return true;
  const next = text[index + 1];
  switch (text[index]) {
    case ",":
      return place === "grouped" || next !== undefined;
    case ".":
      return place === "grouped";
    case "+":
    case "-":
      return next === undefined || !/[A-Za-z0-9]/.test(next) || /[+-]/.test(text[index - 1] ?? "");
    case "=":
      return false;
    default:
      return true;
  }
}
