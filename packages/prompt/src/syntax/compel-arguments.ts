import type { Span } from "@spillway/core";
import { PromptSyntaxError } from "../errors.ts";
import { isEscape } from "./bracket-pairs.ts";
import { isSpace, skipWhile } from "./characters.ts";

/** What stands between two commas of a parenthesis, without the white space around it. */
export interface Argument {
  readonly text: string;
  readonly span: Span;
}

interface Paired {
  readonly source: string;
  readonly pairs: ReadonlyMap<number, number>;
}

/** Splits the inside of a parenthesis at its own commas: those within brackets, quotes and escapes are passed over. */
export function splitArguments(reading: Paired, open: number, close: number): readonly Argument[] {
  const { source, pairs } = reading;
  const found: Argument[] = [];
  let start = open + 1;
  for (let index = start; index < close; index++) {
    const partner = pairs.get(index);
    if (partner !== undefined && partner > index) index = Math.min(partner, close);
    else if (isEscape(source, index)) index++;
    else if (source[index] === ",") {
      found.push(trimmed(source, start, index));
      start = index + 1;
    }
  }
  return [...found, trimmed(source, start, close)];
}

function trimmed(source: string, from: number, to: number): Argument {
  const start = skipWhile(source, from, to, isSpace);
  const text = source.slice(start, to).trimEnd();
  return { text, span: { start, end: start + text.length } };
}

const WEIGHT = /^[+-]?\d+(?:\.\d+)?$/;

/** The number that an argument states. @throws PromptSyntaxError where it is none. */
export function stateWeight(source: string, { text, span }: Argument): number {
  if (!WEIGHT.test(text)) {
    throw new PromptSyntaxError(`not a weight; write a number such as 1 or 0.25`, source, span);
  }
  return finiteWeight(source, text, span);
}

/** @throws PromptSyntaxError for digits that stand for no finite number. */
export function finiteWeight(source: string, digits: string, span: Span): number {
  const weight = Number(digits);
  if (Number.isFinite(weight)) return weight;
  throw new PromptSyntaxError("weight too large; weights near 1 are useful", source, span);
}
