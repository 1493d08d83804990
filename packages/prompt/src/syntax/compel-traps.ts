import type { Span } from "@spillway/core";
import { isDigit, isSpace } from "./characters.ts";
import type { DiagnosticLog } from "./diagnostic.ts";

/** Names that end in signs and are no weights: one or two letters (`C++`, blood groups, grades), and these. */
const SIGNED_NAME = /^(?:\p{L}{1,2}|notepad|disney|visual c|libstdc|apple tv|canal)[+-]+$/iu;

export function warnOfSignedName(source: string, span: Span, log: DiagnosticLog): void {
  const text = source.slice(span.start, span.end);
  if (!SIGNED_NAME.test(text)) return;
  const escaped = text.replace(/[+-]/g, "\\$&");
  log.warn(
    "name-with-signs",
    `the signs are a weight; if they belong to a name, write ${escaped}`,
    span,
  );
}

export function warnOfNumberAfterSign(
  source: string,
  span: Span,
  weight: number,
  log: DiagnosticLog,
): void {
  const written = source.slice(span.start, span.end);
  const number = written.replace(/^[+-]+/, "");
  const message = `the sign is the weight ${weight} and ${number} is text; for a number write (text)${number}, or (text).attend(${written})`;
  log.warn("sign-before-number", message, span);
}

/** A bracket behind a word: compel reads both as text unless they stand within a group. */
export function warnOfGluedGroup(source: string, start: number, log: DiagnosticLog): void {
  const before = source[start - 1];
  if (before === undefined || !/[\p{L}\p{N}]/u.test(before)) return;
  const message =
    "a group starts within a word, which compel reads as text; put white space before it";
  log.warn("glued-group", message, { start: start - 1, end: start + 1 });
}

/** AUTOMATIC1111's `(text:1.2)`, whose weight is text in compel. Looks back from the closing parenthesis. */
export function warnOfGroupTail(
  source: string,
  open: number,
  close: number,
  log: DiagnosticLog,
): void {
  let index = close - 1;
  while (isDigit(source[index]) || source[index] === "." || isSpace(source[index])) index--;
  if (source[index] === "-" || source[index] === "+") index--;
  while (isSpace(source[index])) index--;
  if (source[index] !== ":" || index <= open) return;
  const number = source.slice(index + 1, close).trim();
  if (!isDigit(number.at(-1))) return;
  const message = `:${number} is text in compel; write (text)${number}, or use the syntax sdwui`;
  log.warn("a1111-weight", message, { start: index, end: close });
}

/** What AUTOMATIC1111 would read in a word, and compel does not. */
export function warnOfWord(source: string, span: Span, log: DiagnosticLog): void {
  const word = source.slice(span.start, span.end);
  if (word.startsWith("<") && /^<(?:lora|lyco|hypernet):/i.test(word)) {
    log.warn(
      "lora-has-no-effect",
      "a LoRA has no effect on an embedding, and this tag is text",
      span,
    );
  }
  for (const match of word.matchAll(/(?<!\\)[[\]]/g)) {
    const start = span.start + match.index;
    const message =
      "square brackets are text in compel; to lower a weight write (text)- or (text)0.9";
    log.warn("a1111-bracket", message, { start, end: start + 1 });
  }
}

export function warnOfBreak(span: Span, log: DiagnosticLog): void {
  const message = 'BREAK is a word in compel; write ("…", "…").and(), or use the syntax sdwui';
  log.warn("unknown-break", message, span);
}
