import type { FlatPrompt, Fragment } from "./fragments.ts";
import { printWeight } from "./print-weight.ts";

/** Writes a conjunction whose parts have weight 1; each further part starts with a `BREAK`. */
export function printSdwui({ parts }: FlatPrompt): string {
  return parts.map(({ fragments }) => fragments.map(printFragment).join(" ")).join(" BREAK ");
}

function printFragment({ words, weight }: Fragment): string {
  const text = words.map((word) => escapeWord(word.text)).join(" ");
  return weight === 1 ? text : `(${text}:${printWeight(weight)})`;
}

/** A word that would be a break is taken apart by a backslash, which is dropped when it is read. */
function escapeWord(text: string): string {
  return text
    .replace(/[()[\]\\]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}_])BREAK(?![\p{L}\p{N}_])/gu, "BREA\\K");
}
