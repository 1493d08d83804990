import type { Span } from "../text-span.ts";
import { ExpressionError } from "./expression-error.ts";
import { readNumber } from "./number-literal.ts";

/** A number, a word, an operator or the end of the source. `text` is what was written. */
export type Token =
  | {
      readonly kind: "int";
      readonly value: number | bigint;
      readonly text: string;
      readonly span: Span;
    }
  | { readonly kind: "float"; readonly value: number; readonly text: string; readonly span: Span }
  | { readonly kind: "word" | "operator" | "end"; readonly text: string; readonly span: Span };

const BLANK = /[ \t\f]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER_START = /\.?[0-9]/y;
// Longest first. Operators that the language lacks are tokens too, so that the parser can name them.
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|===|!==|\.\.\.|\*\*|\/\/|<<|>>|<=|>=|==|!=|<>|->|=>|:=|[-+*/%&|^@]=|&&|\|\||[-+*/%()<>=,.:;[\]{}&|^~@!?]/y;

/** Characters that look like an operator, and the operator. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ["≤", "<="],
  ["≥", ">="],
  ["≠", "!="],
  ["×", "*"],
  ["·", "*"],
  ["÷", "/"],
  ["−", "-"],
  ["–", "-"],
  ["∧", "and"],
  ["∨", "or"],
  ["¬", "not"],
]);

/** The tokens of a one-line expression; the last one is the end. Blanks and line breaks at either end are skipped. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = source.length - (/[ \t\f\r\n]*$/.exec(source)?.[0].length ?? 0);
  let position = Math.min(end, /^[ \t\f\r\n]*/.exec(source)?.[0].length ?? 0);
  while (position < end) {
    const token = tokenAt(source, position);
    tokens.push(token);
    position = skip(BLANK, source, token.span.end);
  }
  tokens.push({ kind: "end", text: "", span: { start: end, end } });
  return tokens;
}

function tokenAt(source: string, start: number): Token {
  if (skip(NUMBER_START, source, start) > start) return numberAt(source, start);
  const wordEnd = skip(WORD, source, start);
  if (wordEnd > start) return textToken("word", source, start, wordEnd);
  const operatorEnd = skip(OPERATOR, source, start);
  if (operatorEnd > start) return textToken("operator", source, start, operatorEnd);
  const character = String.fromCodePoint(source.codePointAt(start) ?? 0);
  const span = { start, end: start + character.length };
  throw new ExpressionError(strayCharacter(character), source, span);
}

function numberAt(source: string, start: number): Token {
  const { kind, value, end } = readNumber(source, start);
  const text = source.slice(start, end);
  const span = { start, end };
  return kind === "int" ? { kind, value, text, span } : { kind, value: Number(value), text, span };
}

function textToken(kind: "word" | "operator", source: string, start: number, end: number): Token {
  return { kind, text: source.slice(start, end), span: { start, end } };
}

/** Where the match of a sticky pattern at `start` ends; `start` itself when there is none. */
function skip(pattern: RegExp, source: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(source) ? pattern.lastIndex : start;
}

function strayCharacter(character: string): string {
  if (character === "\n" || character === "\r") {
    return "a constraint is one line; nothing may follow a line break";
  }
  if (/["'`]/.test(character)) return "text in quotes is not part of the constraint language";
  if (character === "#") return "comments are not part of the constraint language";
  const meant = LOOKALIKES.get(character);
  if (meant !== undefined) return `unexpected character \`${character}\`; write \`${meant}\``;
  return `unexpected character ${describe(character)}`;
}

function describe(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character) ? `\`${character}\` (${name})` : name;
}
