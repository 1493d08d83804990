import type { Span } from "@spillway/core";
import { PromptSyntaxError } from "../errors.ts";
import { DEEPEST_NESTING, isSpace } from "./characters.ts";
import { finiteWeight } from "./compel-arguments.ts";
import { DiagnosticLog } from "./diagnostic.ts";
import type { PromptNode, WeightedPrompt } from "./prompt-tree.ts";
import { warnOfFalseWeight, warnOfSchedule, warnOfTag } from "./sdwui-traps.ts";

/** The factor of a pair of round brackets; square ones divide by it. */
export const EMPHASIS = 1.1;

/**
 * Reads AUTOMATIC1111's syntax: `(text)` times 1.1, `[text]` divided by 1.1, `(text:1.3)`, `\` before a bracket or a
 * backslash, `BREAK`. Brackets may cross, and those left open reach to the end, as there.
 * @throws PromptSyntaxError for nesting deeper than 100 and weights that are no finite number.
 */
export function parseSdwui(source: string): WeightedPrompt {
  const log = new DiagnosticLog();
  const children = new SdwuiReader(source, log).read();
  const span = { start: 0, end: source.length };
  const body = { kind: "and", parts: [{ weight: 1, children, span }] } as const;
  return { source, syntax: "sdwui", body, diagnostics: log.sorted() };
}

type Bracket = "(" | "[";

/** A bracket that is open, and what was read in it. */
interface Frame {
  readonly bracket: Bracket;
  readonly start: number;
  readonly children: PromptNode[];
  /** The last colon directly in it. */
  colon: number | undefined;
  bar: boolean;
}

const WEIGHT = /:\s*(?<number>[+-]?[.\d]+)\s*\)/y;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

class SdwuiReader {
  readonly #source: string;
  readonly #log: DiagnosticLog;
  readonly #top: PromptNode[] = [];
  readonly #frames: Frame[] = [];
  #word = { text: "", start: 0, joined: false };
  /** Whether white space, or nothing, stands before the next character. */
  #apart = true;

  constructor(source: string, log: DiagnosticLog) {
    this.#source = source;
    this.#log = log;
  }

  read(): readonly PromptNode[] {
    for (let index = 0; index < this.#source.length;) index = this.#step(index);
    this.#endWord(this.#source.length);
    for (const { bracket, start } of this.#frames) {
      const message = `nothing closes this ${bracket}, so it reaches to the end; write \\${bracket} for the character`;
      this.#log.warn("unbalanced", message, { start, end: start + 1 });
    }
    while (this.#frames.length > 0) this.#closeTop(this.#source.length, undefined);
    return this.#top;
  }

  /** Reads what stands at `index` and returns where to go on. */
  #step(index: number): number {
    const character = this.#source[index] ?? "";
    switch (character) {
      case "\\":
        return this.#escape(index);
      case "(":
      case "[":
        return this.#open(character, index);
      case ")":
      case "]":
        return this.#close(character === ")" ? "(" : "[", index, index + 1, undefined);
      case ":":
        return this.#colon(index);
      default:
        if (isSpace(character)) return this.#space(index);
        if (character === "B" && this.#breaksAt(index)) return this.#break(index);
        return this.#take(character, index, index + 1);
    }
  }

  /** A backslash that takes no meaning away is dropped. */
  #escape(index: number): number {
    const next = this.#source[index + 1] ?? "";
    if ("()[]\\".includes(next) && next !== "") return this.#take(next, index, index + 2);
    return this.#take("", index, index + 1);
  }

  #take(text: string, start: number, end: number): number {
    if (this.#word.text === "") this.#word = { text, start, joined: !this.#apart };
    else this.#word.text += text;
    if (text !== "") this.#apart = false;
    const top = this.#frames.at(-1);
    if (top !== undefined && text === "|") top.bar = true;
    return end;
  }

  /** Takes text that has no meaning of its own, word by word: a weight may have white space in it. */
  #takeText(start: number, end: number): number {
    for (let index = start; index < end; index++) {
      const character = this.#source[index] ?? "";
      if (isSpace(character)) this.#space(index);
      else this.#take(character, index, index + 1);
    }
    return end;
  }

  #space(index: number): number {
    this.#endWord(index);
    this.#apart = true;
    return index + 1;
  }

  #endWord(end: number): void {
    const { text, start, joined } = this.#word;
    if (text === "") return;
    this.#word = { text: "", start: end, joined: false };
    const span = { start, end };
    warnOfTag(text, span, this.#log);
    this.#children().push({ kind: "word", text, span, joined });
  }

  #children(): PromptNode[] {
    return this.#frames.at(-1)?.children ?? this.#top;
  }

  #open(bracket: Bracket, start: number): number {
    this.#endWord(start);
    if (this.#frames.length >= DEEPEST_NESTING) {
      const problem = `brackets are nested deeper than ${DEEPEST_NESTING}; take some away`;
      throw new PromptSyntaxError(problem, this.#source, { start, end: start + 1 });
    }
    this.#frames.push({ bracket, start, children: [], colon: undefined, bar: false });
    return start + 1;
  }

  /** Closes the innermost bracket of that kind. Those opened within it and still open go on after it. */
  #close(bracket: Bracket, index: number, end: number, weight: number | undefined): number {
    const position = this.#frames.findLastIndex((frame) => frame.bracket === bracket);
    if (position === -1) {
      this.#warnUnopened(index, end);
      return this.#takeText(index, end);
    }
    this.#endWord(index);
    const crossed = this.#frames.slice(position + 1);
    if (crossed.length > 0) {
      const message =
        "this bracket closes before one that was opened within it; close the inner one first";
      this.#log.warn("crossed-brackets", message, { start: end - 1, end });
    }
    while (this.#frames.length > position + 1) this.#closeTop(index, undefined);
    this.#warnOfContent(index, weight);
    this.#closeTop(end, weight);
    for (const { bracket: kind } of crossed) this.#open(kind, end);
    return end;
  }

  #warnUnopened(start: number, end: number): void {
    const message = "nothing opens this bracket, so it is text; write a \\ before it to mean that";
    this.#log.warn("unbalanced", message, { start, end });
  }

  #warnOfContent(close: number, weight: number | undefined): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined || weight !== undefined) return;
    const { bracket, start, colon, bar } = frame;
    if (bracket === "(" && colon !== undefined) {
      warnOfFalseWeight(this.#source, { start: colon, end: close }, this.#log);
    } else if (bracket === "[" && (bar || colon !== undefined)) {
      warnOfSchedule(this.#source, { start, end: close + 1 }, this.#log);
    }
  }

  #closeTop(end: number, weight: number | undefined): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    const { bracket, children, start } = frame;
    if (children.length === 0) return;
    const factor = weight ?? (bracket === "(" ? EMPHASIS : 1 / EMPHASIS);
    this.#children().push({ kind: "group", weight: factor, children, span: { start, end } });
  }

  #colon(index: number): number {
    WEIGHT.lastIndex = index;
    const match = WEIGHT.exec(this.#source);
    const digits = match?.groups?.["number"];
    const end = index + (match?.[0].length ?? 0);
    if (digits !== undefined && !Number.isNaN(Number(digits))) {
      const span: Span = { start: index, end };
      return this.#close("(", index, end, finiteWeight(this.#source, digits, span));
    }
    const top = this.#frames.at(-1);
    if (top !== undefined) top.colon = index;
    return this.#take(":", index, index + 1);
  }

  #breaksAt(index: number): boolean {
    if (!this.#source.startsWith("BREAK", index)) return false;
    const before = this.#source[index - 1];
    const after = this.#source[index + 5];
    return [before, after].every((side) => side === undefined || !WORD_CHARACTER.test(side));
  }

  #break(start: number): number {
    this.#endWord(start);
    this.#children().push({ kind: "break", span: { start, end: start + 5 } });
    this.#apart = true;
    return start + 5;
  }
}
