import type { Json } from "../json.ts";
import { withoutNegativeZero } from "./negative-zero.ts";
import { closingQuote, isQuote, unescape } from "./quoted-text.ts";

/** A Python literal. Lists, tuples and sets stay apart, because an argument may accept only one of them. */
export type PythonLiteral =
  | { readonly kind: "none" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int" | "float"; readonly value: number }
  | { readonly kind: "str"; readonly value: string }
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly PythonLiteral[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [string, PythonLiteral])[] };

/** What came of reading a text as a literal; `at` is an offset in the text. */
export type PythonLiteralReading =
  | { readonly kind: "literal"; readonly literal: PythonLiteral }
  | { readonly kind: "malformed"; readonly problem: string; readonly at: number };

/** The containers that a literal may nest. */
const DEPTH_LIMIT = 64;

/**
 * Reads what `ast.literal_eval` reads, as far as JSON can hold it: no complex numbers, bytes or prefixed strings,
 * integers up to 2^53 - 1, finite floats, and dictionaries with text keys. Nested up to 64 deep.
 */
export function readPythonLiteral(text: string): PythonLiteralReading {
  try {
    return { kind: "literal", literal: new LiteralReader(text).whole() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { kind: "malformed", problem: error.message, at: error.at };
  }
}

/** The plain value of a literal. Sets lose their repeats, tuples their kind. */
export function plainValue(literal: PythonLiteral): Json {
  switch (literal.kind) {
    case "none":
      return null;
    case "bool":
    case "int":
    case "float":
    case "str":
      return literal.value;
    case "list":
    case "tuple":
      return literal.items.map(plainValue);
    case "set":
      return withoutRepeats(literal.items.map(plainValue));
    case "dict":
      return Object.fromEntries(literal.entries.map(([key, value]) => [key, plainValue(value)]));
  }
}

function withoutRepeats(values: readonly Json[]): readonly Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** Leaves the recursion; never leaves this file. */
class Malformed extends Error {
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

const DIGITS = String.raw`\d(?:_?\d)*`;
const EXPONENT = `[eE][+-]?${DIGITS}`;
const NUMBER = new RegExp(
  [
    String.raw`(?<based>0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+))`,
    String.raw`(?<float>\.${DIGITS}(?:${EXPONENT})?|${DIGITS}(?:\.(?:${DIGITS})?(?:${EXPONENT})?|${EXPONENT}))`,
    String.raw`(?<int>[1-9](?:_?\d)*|0(?:_?0)*)`,
  ].join("|"),
  "y",
);
const WORD = /[A-Za-z_]\w*/y;
const SPACE = /\s*/y;

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** whole := value [ "," [ values ] ] end — commas outside brackets make a tuple. */
  whole(): PythonLiteral {
    const first = this.#value(0);
    const literal = this.#take(",") ? this.#tuple(first, undefined, 0) : first;
    if (this.#at < this.#text.length) this.#fail("unexpected text after the value");
    return literal;
  }

  /** value := string | number | sign number | word | "(" … ")" | "[" … "]" | "{" … "}" */
  #value(depth: number): PythonLiteral {
    if (depth > DEPTH_LIMIT) this.#fail(`more than ${DEPTH_LIMIT} containers in one another`);
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (isQuote(next)) return this.#string();
    if (this.#take("(")) return this.#parenthesized(depth + 1);
    if (this.#take("[")) return { kind: "list", items: this.#items("]", depth + 1) };
    if (this.#take("{")) return this.#braced(depth + 1);
    return this.#word() ?? this.#number();
  }

  /** string := quoted { quoted } — neighbours join. */
  #string(): PythonLiteral {
    let value = "";
    while (isQuote(this.#text[this.#at])) {
      const close = closingQuote(this.#text, this.#at);
      if (close === undefined) this.#fail("this quote is never closed");
      value += unescape(this.#text.slice(this.#at + 1, close));
      this.#at = close + 1;
      this.#skipSpace();
    }
    return { kind: "str", value };
  }

  #word(): PythonLiteral | undefined {
    const word = this.#match(WORD)?.[0];
    if (word === undefined) return undefined;
    if (word === "None") return { kind: "none" };
    if (word === "True" || word === "False") return { kind: "bool", value: word === "True" };
    this.#at -= word.length;
    return this.#fail(`\`${word}\` is no value; text needs quotes here`);
  }

  /** number := [ "+" | "-" ] ( int | float | 0x… | 0o… | 0b… ) */
  #number(): PythonLiteral {
    const start = this.#at;
    const sign = this.#take("-") ? -1 : 1;
    if (sign === 1) this.#take("+");
    this.#skipSpace();
    const match = this.#match(NUMBER);
    if (match === null || /\w/.test(this.#text[this.#at] ?? "")) {
      this.#at = start;
      this.#fail(start === this.#text.length ? "a value is missing" : "not a value");
    }
    const value = sign * Number(match[0].replaceAll("_", ""));
    const kind = match.groups?.["float"] === undefined ? "int" : "float";
    if (kind === "int" ? !Number.isSafeInteger(value) : !Number.isFinite(value)) {
      this.#at = start;
      this.#fail("number too large");
    }
    this.#skipSpace();
    return { kind, value: withoutNegativeZero(value) };
  }

  /** parenthesized := ")" | value ")" | value "," [ values ] ")" */
  #parenthesized(depth: number): PythonLiteral {
    if (this.#take(")")) return { kind: "tuple", items: [] };
    const first = this.#value(depth);
    if (this.#take(")")) return first;
    this.#expect(",", ")");
    return this.#tuple(first, ")", depth);
  }

  #tuple(first: PythonLiteral, close: string | undefined, depth: number): PythonLiteral {
    return { kind: "tuple", items: [first, ...this.#items(close, depth)] };
  }

  /** braced := "}" | set | dict */
  #braced(depth: number): PythonLiteral {
    if (this.#take("}")) return { kind: "dict", entries: [] };
    const at = this.#at;
    const first = this.#value(depth);
    if (this.#take(":")) return this.#dict(first, at, depth);
    if (this.#take("}")) return { kind: "set", items: [first] };
    this.#expect(",", "}");
    return { kind: "set", items: [first, ...this.#items("}", depth)] };
  }

  /** dict := key ":" value { "," key ":" value } [ "," ] "}" */
  #dict(firstKey: PythonLiteral, firstAt: number, depth: number): PythonLiteral {
    const entries: (readonly [string, PythonLiteral])[] = [];
    let [key, at] = [firstKey, firstAt];
    for (;;) {
      entries.push([this.#textKey(key, at), this.#value(depth)]);
      if (this.#take("}")) break;
      this.#expect(",", "}");
      if (this.#take("}")) break;
      this.#skipSpace();
      at = this.#at;
      key = this.#value(depth);
      this.#expect(":");
    }
    return { kind: "dict", entries };
  }

  #textKey(key: PythonLiteral, at: number): string {
    if (key.kind === "str") return key.value;
    this.#at = at;
    return this.#fail("the keys of a dictionary must be text");
  }

  /** items := [ value { "," value } [ "," ] ] close — `close` is the end of the text when undefined. */
  #items(close: string | undefined, depth: number): readonly PythonLiteral[] {
    const items: PythonLiteral[] = [];
    while (!this.#closes(close)) {
      items.push(this.#value(depth));
      if (this.#closes(close)) break;
      this.#expect(",", close);
    }
    return items;
  }

  #closes(close: string | undefined): boolean {
    this.#skipSpace();
    return close === undefined ? this.#at === this.#text.length : this.#take(close);
  }

  #take(token: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string, orClose?: string): void {
    if (this.#take(token)) return;
    const either = orClose === undefined ? "" : ` or \`${orClose}\``;
    this.#fail(`expected \`${token}\`${either}`);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #skipSpace(): void {
    this.#match(SPACE);
  }

  #fail(problem: string): never {
    throw new Malformed(problem, this.#at);
  }
}
