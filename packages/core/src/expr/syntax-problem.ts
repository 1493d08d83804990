import { didYouMean } from "../suggest.ts";
import type { Token } from "./token.ts";

const OWN_WORDS = ["and", "or", "not", "True", "False"];

/** What Python and other languages have and this one lacks, and what is wrong with it. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ...lacking("& &&", "the operator … is", "; write `and`"),
  ...lacking("| ||", "the operator … is", "; write `or`"),
  ...lacking("!", "the operator … is", "; write `not`"),
  ...lacking("=== is", "the operator … is", "; write `==`"),
  ...lacking("!== <>", "the operator … is", "; write `!=`"),
  ...lacking("=>", "the operator … is", "; write `>=`"),
  ...lacking("^", "the operator … is", "; a power is `**`"),
  ...lacking("~ << >> @ in", "the operator … is"),
  ...lacking("=", "assignment is", "; a comparison is `==`"),
  ...lacking(":= += -= *= /= %= &= |= ^= @= **= //= >>= <<=", "the assignment … is"),
  ...lacking("? if else", "the conditional … is"),
  ...lacking("for", "comprehensions are"),
  ...lacking(".", "attribute access is"),
  ...lacking("[", "lists and subscripts are"),
  ...lacking("{", "sets and dictionaries are"),
  ...lacking(
    "None as assert async await break class continue def del elif except finally from global import " +
      "lambda nonlocal pass raise return try while with yield",
    "… is",
  ),
  [";", "a constraint is one expression; nothing may follow `;`"],
]);

/** Some texts, each with its problem; `…` in `what` stands for the text. */
function lacking(texts: string, what: string, hint = ""): readonly (readonly [string, string])[] {
  return texts.split(" ").map((text) => {
    const named = what.replace("…", `\`${text}\``);
    return [text, `${named} not part of the constraint language${hint}`];
  });
}

/** Whether a word is a keyword, so that it can be no variable's name. */
export function isKeyword(word: string): boolean {
  return OWN_WORDS.includes(word) || FOREIGN.has(word);
}

/** What is wrong with a token where a value should stand. */
export function noValue({ kind, text }: Token): string {
  if (kind === "end") return "a value is missing at the end";
  if (text === "not") return "`not` needs parentheses here";
  return FOREIGN.get(text) ?? `a value is missing before \`${text}\``;
}

/** What is wrong with a token that follows a complete expression. */
export function noOperator(token: Token): string {
  const { text } = token;
  return FOREIGN.get(text) ?? MISPLACED.get(text) ?? missingOperator(token);
}

function missingOperator({ kind, text }: Token): string {
  const hint = kind === "word" ? didYouMean(text, ["and", "or", "not"]) : undefined;
  const problem = `an operator is missing before \`${text}\``;
  return hint === undefined ? problem : `${problem}; ${hint}`;
}

const MISPLACED: ReadonlyMap<string, string> = new Map([
  [")", "`)` closes no parenthesis"],
  ["(", "only a function can be called, by its name"],
  [",", "`,` belongs between the arguments of a function"],
]);
