import type { Span } from "@spillway/core";
import { PromptSyntaxError } from "../errors.ts";
import { pairBrackets } from "./bracket-pairs.ts";
import { isSpace, skipWhile } from "./characters.ts";
import { readCompelNodes } from "./compel-nodes.ts";
import { operatorAt, type OperatorPlace } from "./compel-words.ts";
import { splitArguments, stateWeight, type Argument } from "./compel-arguments.ts";
import { DiagnosticLog } from "./diagnostic.ts";
import type { Blend, Conjunction, PromptPart, WeightedPrompt } from "./prompt-tree.ts";

interface Reading {
  readonly source: string;
  readonly pairs: ReadonlyMap<number, number>;
  readonly log: DiagnosticLog;
}

/**
 * Reads compel's syntax. What compel drops or misreads in silence is read the same way, with a diagnostic.
 *
 *     prompt = nodes | "(" part ("," part)* ")" (".and" | ".add" | ".blend") "(" weights ")"
 *
 * @throws PromptSyntaxError for weights that do not fit their parts, and nesting deeper than 100.
 */
export function parseCompel(source: string): WeightedPrompt {
  const log = new DiagnosticLog();
  const reading = { source, pairs: pairBrackets(source, log), log };
  const body = readJoined(reading) ?? readPlainBody(reading);
  return { source, syntax: "compel", body, diagnostics: log.sorted() };
}

function readPlainBody(reading: Reading): Conjunction {
  const span = { start: 0, end: reading.source.length };
  return { kind: "and", parts: [readPart(reading, span, 1)] };
}

function readPart({ source, pairs, log }: Reading, span: Span, weight: number): PromptPart {
  const stretch = { source, pairs, end: span.end, grouped: false };
  return { weight, children: readCompelNodes(stretch, span.start, log), span };
}

/** The conjunction or blend that the prompt is as a whole. */
function readJoined(reading: Reading): Conjunction | Blend | undefined {
  const { source, pairs } = reading;
  const end = source.length;
  const open = skipWhile(source, 0, end, isSpace);
  const close = source[open] === "(" ? pairs.get(open) : undefined;
  if (close === undefined) return undefined;
  const dot = skipWhile(source, close + 1, end, isSpace);
  const place = operatorAt({ source, pairs, end }, dot);
  if (place === undefined || place.name === "attend" || place.name === "swap") return undefined;
  const rest = {
    start: skipWhile(source, place.close + 1, end, isSpace),
    end: source.trimEnd().length,
  };
  const more = rest.start < rest.end;
  if (place.name === "blend" && more) return undefined;
  if (more) {
    const message = `compel drops what stands after .${place.name}(), and so it is here; put it into a part`;
    reading.log.warn("text-after-and", message, rest);
  }
  const parts = splitArguments(reading, open, close);
  return joinParts(reading, parts, place);
}

function joinParts(
  reading: Reading,
  parts: readonly Argument[],
  place: OperatorPlace,
): Conjunction | Blend {
  const { source } = reading;
  const given = splitArguments(reading, place.open, place.close).filter(({ text }) => text !== "");
  const flag = given.findIndex(({ text }) => text === "no_normalize");
  const numbers = given.filter((_, index) => index !== flag);
  const blend = place.name === "blend";
  const stated = given[flag];
  if (stated !== undefined && !blend) {
    throw new PromptSyntaxError(`.${place.name}() takes weights only`, source, stated.span);
  }
  const weights =
    numbers.length === 0 && !blend
      ? parts.map(() => 1)
      : numbers.map((number) => stateWeight(source, number));
  if (weights.length !== parts.length) {
    const problem = `.${place.name}() has ${weights.length} weights for ${parts.length} parts`;
    throw new PromptSyntaxError(problem, source, { start: place.open, end: place.close + 1 });
  }
  if (blend && flag === -1 && weights.reduce((sum, weight) => sum + weight, 0) === 0) {
    const problem = "the weights add up to 0, by which a blend cannot be divided; add no_normalize";
    throw new PromptSyntaxError(problem, source, { start: place.open, end: place.close + 1 });
  }
  const read = parts.map((part, index) => readPart(reading, partSpan(part), weights[index] ?? 1));
  return blend
    ? { kind: "blend", parts: read, normalize: flag === -1 }
    : { kind: "and", parts: read };
}

/** What a part says: the inside of its quotes, if it has any. */
function partSpan({ text, span }: Argument): Span {
  const quoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  return quoted ? { start: span.start + 1, end: span.end - 1 } : span;
}
