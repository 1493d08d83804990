import type { Span } from "../text-span.ts";
import type { NumberLiteral } from "./ast.ts";
import { ExpressionError } from "./expression-error.ts";
import { NUMBER, readNumber } from "./number-literal.ts";

/** A number, a word, an operator or the end of the source. `text` is what was written. */
export type Token =
  | {
      readonly kind: "number";
      readonly literal: NumberLiteral;
      readonly text: string;
      readonly span: Span;
    }
  | { readonly kind: "word" | "operator" | "end"; readonly text: string; readonly span: Span };

const BLANK = "^[ \\t\\f\\r\\n]+|[ \\t\\f\\r\\n]+$|[ \\t\\f]+";
const WORD = "[A-Za-z_][A-Za-z0-9_]*";
// Longest first. Operators that the language lacks are tokens too, so that the parser can name them.
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|===|!==|\.\.\.|\*\*|\/\/|<<|>>|<=|>=|==|!=|<>|->|=>|:=|[-+*/%&|^@]=|&&|\|\||[-+*/%()<>=,.:;[\]{}&|^~@!?]/
    .source;
const TOKEN = new RegExp(`(${BLANK})|(${NUMBER})|(${WORD})|${OPERATOR}|([^])`, "gu");

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
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    const [text, blank, number, word, stray] = match;
    if (blank !== undefined) continue;
    end = match.index + text.length;
    const span = { start: match.index, end };
    if (stray !== undefined) throw new ExpressionError(strayCharacter(stray), source, span);
    tokens.push(
      number === undefined
        ? { kind: word === undefined ? "operator" : "word", text, span }
        : { kind: "number", literal: readNumber(number, source, span), text, span },
    );
  }
  tokens.push({ kind: "end", text: "", span: { start: end, end } });
  return tokens;
}

/** What is wrong with a character that begins no token. */
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
