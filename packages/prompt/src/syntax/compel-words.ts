import { isDigit, isSpace, skipWhile } from "./characters.ts";
import { isEscape } from "./bracket-pairs.ts";

/** The part of a compel prompt that is read, and how. */
export interface Stretch {
  readonly source: string;
  readonly pairs: ReadonlyMap<number, number>;
  readonly end: number;
  /** Within parentheses or quotes, where commas and full stops are words of their own. */
  readonly grouped: boolean;
}

/** A word that was read: its text without escapes, and where it ends. */
export interface ReadWord {
  readonly text: string;
  readonly end: number;
}

/** Reads the word at `start`, where no white space, bracket or quote with a partner stands. */
export function readWord(stretch: Stretch, start: number): ReadWord {
  const { source, end } = stretch;
  let text = "";
  let index = start;
  while (index < end && !endsWord(stretch, index, text)) {
    if (isEscape(source, index)) {
      text += source[index + 1] ?? "";
      index += 2;
      continue;
    }
    const run = text === "" ? Math.max(1, signRun(stretch, index)) : 1;
    text += source.slice(index, index + run);
    index += run;
    if (endsAfter(stretch, index - 1)) break;
  }
  return { text, end: index };
}

/** Whether a word that holds `text` so far ends before `index`. */
function endsWord(stretch: Stretch, index: number, text: string): boolean {
  const { source, pairs, grouped } = stretch;
  const character = source[index];
  if (isSpace(character) || pairs.has(index)) return true;
  if (text === "") return false;
  switch (character) {
    case ",":
      return grouped;
    case ".":
      return grouped || operatorAt(stretch, index) !== undefined;
    case "+":
    case "-":
      return isSignOperator(stretch, index);
    default:
      return false;
  }
}

/** Commas end words, as if white space followed; within groups full stops do so too. */
function endsAfter({ source, grouped }: Stretch, index: number): boolean {
  return source[index] === "," || (grouped && source[index] === ".");
}

/** How many times the sign at `index` is repeated: 0 where none stands. */
export function signRun({ source, end }: Stretch, index: number): number {
  const sign = source[index];
  if (sign !== "+" && sign !== "-") return 0;
  return skipWhile(source, index, end, (character) => character === sign) - index;
}

const ENDS_SIGN = new Set('()",.+-=');

/** A single sign within a word, as in `well-known`, is text. */
function isSignOperator(stretch: Stretch, index: number): boolean {
  const run = signRun(stretch, index);
  if (run !== 1 || index + 1 >= stretch.end) return run > 0;
  const next = stretch.source[index + 1];
  return isSpace(next) || ENDS_SIGN.has(next ?? "");
}

/** The operators that are written after a full stop, with parentheses. */
export type DotOperator = "attend" | "swap" | "and" | "add" | "blend";

const DOT_OPERATORS: readonly DotOperator[] = ["attend", "swap", "and", "add", "blend"];

/** An operator, and the indices of its parentheses. */
export interface OperatorPlace {
  readonly name: DotOperator;
  readonly open: number;
  readonly close: number;
}

/** The operator whose full stop stands at `index`. */
export function operatorAt(
  { source, pairs, end }: Omit<Stretch, "grouped">,
  index: number,
): OperatorPlace | undefined {
  if (source[index] !== ".") return undefined;
  const name = DOT_OPERATORS.find((each) => source.startsWith(`${each}(`, index + 1));
  if (name === undefined) return undefined;
  const open = index + 1 + name.length;
  const close = pairs.get(open);
  return close === undefined || close >= end ? undefined : { name, open, close };
}

/** Where the number that starts at `index` ends; `index` itself where none does. Digits, and a fraction if digits follow its point. */
export function numberEnd(source: string, index: number, end: number): number {
  const whole = skipWhile(source, index, end, isDigit);
  if (whole === index || source[whole] !== "." || !isDigit(source[whole + 1])) return whole;
  return skipWhile(source, whole + 1, end, isDigit);
}
