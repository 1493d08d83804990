import type { DiagnosticLog } from "./diagnostic.ts";

/** What a backslash may stand before in compel. */
const ESCAPABLE = new Set('()",.+-=');

/** Whether a backslash at `index` takes the next character's meaning away. */
export function isEscape(source: string, index: number): boolean {
  return source[index] === "\\" && ESCAPABLE.has(source[index + 1] ?? "");
}

/**
 * The partner of every parenthesis and double quote that has one, by index. Quotes pair up in the order of the text;
 * parentheses match within a pair of quotes, or outside of all. Linear.
 */
export function pairBrackets(source: string, log: DiagnosticLog): ReadonlyMap<number, number> {
  const marks = unescapedMarks(source);
  const pairs = pairQuotes(source, marks, log);
  const outside: number[] = [];
  let inside: number[] | undefined;
  for (const index of marks) {
    if (source[index] === '"') {
      if (!pairs.has(index)) continue;
      for (const open of inside ?? []) warnUnclosed(log, "(", open);
      inside = inside === undefined ? [] : undefined;
      continue;
    }
    const open = inside ?? outside;
    if (source[index] === "(") open.push(index);
    else close(pairs, open.pop(), index, log);
  }
  for (const open of outside) warnUnclosed(log, "(", open);
  return pairs;
}

function unescapedMarks(source: string): readonly number[] {
  const marks: number[] = [];
  for (let index = 0; index < source.length; index++) {
    if (isEscape(source, index)) index++;
    else if (source[index] === "(" || source[index] === ")" || source[index] === '"')
      marks.push(index);
  }
  return marks;
}

function pairQuotes(
  source: string,
  marks: readonly number[],
  log: DiagnosticLog,
): Map<number, number> {
  const pairs = new Map<number, number>();
  let open: number | undefined;
  for (const index of marks) {
    if (source[index] !== '"') continue;
    if (open !== undefined) pair(pairs, open, index);
    open = open === undefined ? index : undefined;
  }
  if (open !== undefined) warnUnclosed(log, '"', open);
  return pairs;
}

function close(
  pairs: Map<number, number>,
  start: number | undefined,
  index: number,
  log: DiagnosticLog,
): void {
  if (start !== undefined) {
    pair(pairs, start, index);
    return;
  }
  const message = "nothing opens this parenthesis, so it is text; write \\) to mean that";
  log.warn("unbalanced", message, { start: index, end: index + 1 });
}

function pair(pairs: Map<number, number>, start: number, end: number): void {
  pairs.set(start, end);
  pairs.set(end, start);
}

function warnUnclosed(log: DiagnosticLog, character: string, start: number): void {
  const message = `nothing closes this ${character}, so it is text; write \\${character} to mean that`;
  log.warn("unbalanced", message, { start, end: start + 1 });
}
