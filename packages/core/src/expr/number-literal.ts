import type { Span } from "../text-span.ts";
import { ExpressionError } from "./expression-error.ts";
import { MAX_INTEGER_BITS, exceedsBits, normalize } from "./integer.ts";

/** The value of a literal and where it ends. */
export interface NumberLiteral {
  readonly kind: "int" | "float";
  readonly value: number | bigint;
  readonly end: number;
}

// https://docs.python.org/3/reference/lexical_analysis.html#numeric-literals, without the imaginary ones
const DIGITS = "[0-9](?:_?[0-9])*";
const FRACTION = `(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.)`;
const EXPONENT = `[eE][+-]?${DIGITS}`;
const PREFIXED = /0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)/y;
const FLOAT = new RegExp(`${FRACTION}(?:${EXPONENT})?|${DIGITS}${EXPONENT}`, "y");
const DECIMAL = /[1-9](?:_?[0-9])*|0(?:_?0)*/y;
const WORD = /[A-Za-z0-9_.]*/y;
const UNIT = /^(?<count>[0-9][0-9_.]*)(?<unit>[kmg]i?b)$/i;

/** Reads the number at `start`, where a digit stands, or a dot and a digit. */
export function readNumber(source: string, start: number): NumberLiteral {
  const float = matchAt(FLOAT, source, start);
  const integer = matchAt(PREFIXED, source, start) ?? matchAt(DECIMAL, source, start);
  const text = float ?? integer ?? "";
  const end = start + text.length;
  const rest = matchAt(WORD, source, end) ?? "";
  if (text === "" || rest !== "") {
    const span = { start, end: end + rest.length };
    throw new ExpressionError(malformed(source.slice(start, span.end)), source, span);
  }
  const span = { start, end };
  return float === undefined
    ? { kind: "int", value: integerValue(text, source, span), end }
    : { kind: "float", value: floatValue(text, source, span), end };
}

function matchAt(pattern: RegExp, source: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(source)?.[0];
}

function integerValue(text: string, source: string, span: Span): number | bigint {
  const value = BigInt(text.replaceAll("_", "").toLowerCase());
  if (exceedsBits(value)) {
    throw new ExpressionError(`integer of more than ${MAX_INTEGER_BITS} bits`, source, span);
  }
  return normalize(value);
}

function floatValue(text: string, source: string, span: Span): number {
  const value = Number(text.replaceAll("_", ""));
  if (Number.isFinite(value)) return value;
  throw new ExpressionError(
    "number too large for a float: the limit is about 1.8e308",
    source,
    span,
  );
}

function malformed(text: string): string {
  const size = UNIT.exec(text)?.groups;
  if (size !== undefined) {
    return `\`${text}\` is not a number; write \`${(size["unit"] ?? "").toLowerCase()}(${size["count"] ?? ""})\``;
  }
  if (/^[0-9_.]*j$/i.test(text)) return "complex numbers are not part of the constraint language";
  if (/^0[0-9_]+$/.test(text)) return "an integer does not begin with zero; `0o17` is octal";
  return `malformed number \`${text}\``;
}
