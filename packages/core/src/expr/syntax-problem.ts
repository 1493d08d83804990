import { suggest } from "../suggest.ts";
import type { Token } from "./token.ts";

/** Words of Python that are no names here. `True`, `False`, `and`, `or` and `not` have a meaning; the others are refused. */
const FOREIGN_WORDS: ReadonlySet<string> = new Set(
  (
    "None as assert async await break class continue def del elif else except finally for from global if import " +
    "in is lambda nonlocal pass raise return try while with yield"
  ).split(" "),
);

const OWN_WORDS: ReadonlySet<string> = new Set(["and", "or", "not", "True", "False"]);

const NOT_PART = "not part of the constraint language";

const FOREIGN: ReadonlyMap<string, string> = new Map([
  ...["&", "|", "^", "~", "<<", ">>", "@"].map((text) => [text, operatorProblem(text)] as const),
  ["&", `${operatorProblem("&")}; write \`and\``],
  ["|", `${operatorProblem("|")}; write \`or\``],
  ["&&", `${operatorProblem("&&")}; write \`and\``],
  ["||", `${operatorProblem("||")}; write \`or\``],
  ["!", `${operatorProblem("!")}; write \`not\``],
  ["^", `${operatorProblem("^")}; a power is \`**\``],
  ["===", `${operatorProblem("===")}; write \`==\``],
  ["!==", `${operatorProblem("!==")}; write \`!=\``],
  ["<>", `${operatorProblem("<>")}; write \`!=\``],
  ["=>", `${operatorProblem("=>")}; write \`>=\``],
  ["in", operatorProblem("in")],
  ["is", `${operatorProblem("is")}; write \`==\``],
  ["=", `assignment is ${NOT_PART}; a comparison is \`==\``],
  [":=", `the assignment \`:=\` is ${NOT_PART}`],
  ...["+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", "**=", "//=", ">>=", "<<="].map(
    (text) => [text, `the assignment \`${text}\` is ${NOT_PART}`] as const,
  ),
  [";", "a constraint is one expression; nothing may follow `;`"],
  [".", `attribute access is ${NOT_PART}`],
  ["[", `lists and subscripts are ${NOT_PART}`],
  ["{", `sets and dictionaries are ${NOT_PART}`],
  ["?", `the conditional \`?\` is ${NOT_PART}`],
  ["if", `the conditional \`if\` is ${NOT_PART}`],
  ["else", `the conditional \`else\` is ${NOT_PART}`],
  ["for", `comprehensions are ${NOT_PART}`],
  ["lambda", `\`lambda\` is ${NOT_PART}`],
]);

function operatorProblem(text: string): string {
  return `the operator \`${text}\` is ${NOT_PART}`;
}

/** Whether a word is a keyword, so that it can be no variable's name. */
export function isKeyword(word: string): boolean {
  return FOREIGN_WORDS.has(word) || OWN_WORDS.has(word);
}

/** What is wrong with a token where a value should stand. */
export function noValue(token: Token): string {
  if (token.kind === "end") return "a value is missing at the end";
  if (token.text === "not") return "`not` needs parentheses here";
  return foreign(token) ?? `a value is missing before \`${token.text}\``;
}

/** What is wrong with a token that follows a complete expression. */
export function noOperator(token: Token): string {
  const known = foreign(token);
  if (known !== undefined) return known;
  switch (token.text) {
    case ")":
      return "`)` closes no parenthesis";
    case "(":
      return "only a function can be called, by its name";
    case ",":
      return "`,` belongs between the arguments of a function";
    default:
      return `an operator is missing before \`${token.text}\`${meantOperator(token)}`;
  }
}

function foreign(token: Token): string | undefined {
  const known = FOREIGN.get(token.text);
  if (known !== undefined) return known;
  return FOREIGN_WORDS.has(token.text) ? `\`${token.text}\` is ${NOT_PART}` : undefined;
}

function meantOperator(token: Token): string {
  if (token.kind !== "word") return "";
  const meant = suggest(token.text, ["and", "or", "not"]);
  return meant === undefined ? "" : `; did you mean \`${meant}\`?`;
}
