import { PromptSyntaxError } from "../errors.ts";
import { DEEPEST_NESTING, isDigit, isSpace, skipWhile } from "./characters.ts";
import { finiteWeight, splitArguments } from "./compel-arguments.ts";
import { numberEnd, operatorAt, readWord, signRun, type Stretch } from "./compel-words.ts";
import {
  warnOfBreak,
  warnOfGluedGroup,
  warnOfGroupTail,
  warnOfNumberAfterSign,
  warnOfSignedName,
  warnOfWord,
} from "./compel-traps.ts";
import type { DiagnosticLog } from "./diagnostic.ts";
import type { LoraNode, PromptNode } from "./prompt-tree.ts";

/** Compel's factors for one sign. */
export const PLUS = 1.1;
export const MINUS = 0.9;

/**
 * Reads nodes from `start` to the end of the stretch.
 *
 *     node   = target (signs | number | ".attend(" weight ")" | ".swap(" nodes ("," options)? ")")?
 *     target = word | "(" nodes ")" | '"' nodes '"'
 *
 * A number may follow a group only; `withLora(name, weight)` is a node too.
 */
export function readCompelNodes(
  stretch: Stretch,
  start: number,
  log: DiagnosticLog,
): readonly PromptNode[] {
  return new NodeReader(stretch, log, 0).read(start);
}

interface Target {
  readonly nodes: readonly PromptNode[];
  readonly start: number;
  readonly end: number;
  readonly kind: "word" | "group";
}

class NodeReader {
  readonly #stretch: Stretch;
  readonly #log: DiagnosticLog;
  readonly #depth: number;
  readonly #nodes: PromptNode[] = [];

  constructor(stretch: Stretch, log: DiagnosticLog, depth: number) {
    this.#stretch = stretch;
    this.#log = log;
    this.#depth = depth;
  }

  read(start: number): readonly PromptNode[] {
    const { source, end } = this.#stretch;
    let index = skipWhile(source, start, end, isSpace);
    while (index < end) index = skipWhile(source, this.#node(index), end, isSpace);
    return this.#nodes;
  }

  /** Reads one node and returns where it ends. */
  #node(start: number): number {
    const lora = readLora(this.#stretch, start);
    if (lora === undefined) return this.#weighted(this.#target(start));
    this.#log.warn("lora-has-no-effect", "a LoRA has no effect on an embedding", lora.span);
    this.#nodes.push(lora);
    return lora.span.end;
  }

  #target(start: number): Target {
    const { source, pairs, end } = this.#stretch;
    const close = pairs.get(start);
    if (close !== undefined && close > start && close < end) {
      warnOfGluedGroup(source, start, this.#log);
      const nodes = this.#inner(start + 1, close);
      if (source[start] === "(") warnOfGroupTail(source, start, close, this.#log);
      return { nodes, start, end: close + 1, kind: "group" };
    }
    const { text, end: stop } = readWord(this.#stretch, start);
    const span = { start, end: stop };
    warnOfWord(source, span, this.#log);
    if (text === "BREAK") warnOfBreak(span, this.#log);
    const nodes = [{ kind: "word", text, span, joined: false } as const];
    return { nodes, start, end: stop, kind: "word" };
  }

  /** Nodes within brackets. */
  #inner(start: number, end: number): readonly PromptNode[] {
    const { source } = this.#stretch;
    if (this.#depth >= DEEPEST_NESTING) {
      const problem = `brackets are nested deeper than ${DEEPEST_NESTING}; take some away`;
      throw new PromptSyntaxError(problem, source, { start: start - 1, end: start });
    }
    const inner = { ...this.#stretch, end, grouped: true };
    return new NodeReader(inner, this.#log, this.#depth + 1).read(start);
  }

  /** Reads the operator behind a target, if there is one. */
  #weighted(target: Target): number {
    const { source } = this.#stretch;
    const place = operatorAt(this.#stretch, target.end);
    if (place !== undefined) return this.#dotted(target, place);
    const signs = signRun(this.#stretch, target.end);
    if (signs > 0) return this.#signed(target, signs);
    const end = numberEnd(source, target.end, this.#stretch.end);
    if (target.kind === "word" || end === target.end) return this.#push(target, 1, target.end);
    const weight = finiteWeight(source, source.slice(target.end, end), { start: target.end, end });
    if (end < this.#stretch.end && !/[\s,.()"]/.test(source[end] ?? "")) {
      const message = "text follows the weight without white space; put some between them";
      this.#log.warn("weight-into-text", message, { start: target.end, end: end + 1 });
    }
    return this.#push(target, weight, end);
  }

  #signed(target: Target, signs: number): number {
    const { source } = this.#stretch;
    const end = target.end + signs;
    const factor = source[target.end] === "+" ? PLUS : MINUS;
    const whole = { start: target.start, end };
    if (target.kind === "word") warnOfSignedName(source, whole, this.#log);
    if (isDigit(source[end]) && end < this.#stretch.end) {
      const stop = numberEnd(source, end, this.#stretch.end);
      warnOfNumberAfterSign(source, { start: target.end, end: stop }, factor ** signs, this.#log);
    }
    return this.#push(target, factor ** signs, end);
  }

  #dotted(target: Target, place: NonNullable<ReturnType<typeof operatorAt>>): number {
    const { source } = this.#stretch;
    const end = place.close + 1;
    const span = { start: target.start, end };
    switch (place.name) {
      case "attend":
        return this.#push(target, attendWeight(source, place.open + 1, place.close), end);
      case "swap": {
        const [first, ...options] = splitArguments(this.#stretch, place.open, place.close);
        const replacement =
          first === undefined ? [] : this.#inner(first.span.start, first.span.end);
        const message = "a swap has no effect on an embedding; the original is used";
        this.#log.warn("swap-has-no-effect", message, { start: target.end, end });
        const written = options.map(({ text }) => text).join(", ");
        this.#nodes.push({
          kind: "swap",
          original: target.nodes,
          replacement,
          options: written,
          span,
        });
        return end;
      }
      case "and":
      case "add":
      case "blend": {
        const message = `.${place.name}() works only on a whole prompt, so it is text here`;
        this.#log.warn("misplaced-operator", message, { start: target.end, end });
        return this.#literal(target, end);
      }
    }
  }

  /** An operator that is read as text. */
  #literal(target: Target, end: number): number {
    this.#push(target, 1, target.end);
    for (const match of this.#stretch.source.slice(target.end, end).matchAll(/\S+/g)) {
      const start = target.end + match.index;
      const [text] = match;
      const span = { start, end: start + text.length };
      this.#nodes.push({ kind: "word", text, span, joined: false });
    }
    return end;
  }

  #push(target: Target, weight: number, end: number): number {
    const span = { start: target.start, end };
    if (target.kind === "word" && weight === 1) this.#nodes.push(...target.nodes);
    else this.#nodes.push({ kind: "group", weight, children: target.nodes, span });
    return end;
  }
}

const ATTEND = /^\s*(?:(?<signs>\++|-+)|(?<number>[+-]?\d+(?:\.\d+)?))\s*$/;

/** The weight in `.attend(…)`: signs or a number, which may be negative here though compel cannot read that. */
function attendWeight(source: string, start: number, end: number): number {
  const groups = ATTEND.exec(source.slice(start, end))?.groups;
  const signs = groups?.["signs"];
  if (signs !== undefined) return (signs.startsWith("+") ? PLUS : MINUS) ** signs.length;
  const digits = groups?.["number"];
  if (digits !== undefined) return finiteWeight(source, digits, { start, end });
  const problem = ".attend() takes a number or signs, such as 1.2 or ++";
  throw new PromptSyntaxError(problem, source, { start, end });
}

const LORA = /(?:withLora|useLora)\(\s*(?<name>[\w-]+)\s*(?:,\s*(?<weight>-?\d+(?:\.\d+)?)\s*)?\)/y;

function readLora({ source, end }: Stretch, start: number): LoraNode | undefined {
  if (source[start] !== "w" && source[start] !== "u") return undefined;
  LORA.lastIndex = start;
  const match = LORA.exec(source);
  const stop = start + (match?.[0].length ?? 0);
  if (match === null || stop > end) return undefined;
  const { name = "", weight = "1" } = match.groups ?? {};
  return { kind: "lora", name, weight: Number(weight), span: { start, end: stop } };
}
