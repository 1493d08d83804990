import type { Span } from "../text-span.ts";
import type { NumberLiteral } from "./ast.ts";
import { ExpressionError } from "./expression-error.ts";
import { MAX_INTEGER_BITS, exceedsBits, normalize } from "./numeric.ts";

// https://docs.python.org/3/reference/lexical_analysis.html#numeric-literals, without the imaginary ones
const DIGITS = "[0-9](?:_?[0-9])*";
const FRACTION = `(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.)`;
const EXPONENT = `[eE][+-]?${DIGITS}`;
const FLOAT = `(?:${FRACTION}(?:${EXPONENT})?|${DIGITS}${EXPONENT})`;
const INTEGER =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?[0-9])*|0(?:_?0)*)$/;
const WHOLE_FLOAT = new RegExp(`^${FLOAT}$`);
const UNIT = /^(?<count>[0-9][0-9_.]*)(?<unit>[kmg]i?b)$/i;

/** The pattern of what begins like a number, up to where nothing of it can follow. */
export const NUMBER: string = `(?=\\.?[0-9])(?:${FLOAT})?[A-Za-z0-9_.]*`;

/** Reads a text that `NUMBER` matches. @throws ExpressionError */
export function readNumber(text: string, source: string, span: Span): NumberLiteral {
  const digits = text.replaceAll("_", "").toLowerCase();
  if (INTEGER.test(text)) {
    const value = BigInt(digits);
    if (!exceedsBits(value)) {
      return Object.freeze({ kind: "int", value: normalize(value), span });
    }
    throw new ExpressionError(`integer of more than ${MAX_INTEGER_BITS} bits`, source, span);
  }
  if (WHOLE_FLOAT.test(text)) {
    const value = Number(digits);
    if (Number.isFinite(value)) return Object.freeze({ kind: "float", value, span });
    const problem = "number too large for a float: the limit is about 1.8e308";
    throw new ExpressionError(problem, source, span);
  }
  throw new ExpressionError(malformed(text), source, span);
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
