import type { Span } from "../text-span.ts";
import { ExpressionError } from "./expression-error.ts";
import { roundToInt } from "./float.ts";
import { pick, unary } from "./number-run.ts";
import { arithmetic, constant, ofSameType, type NumberTerm } from "./number-term.ts";
import type { Numeric } from "./numeric.ts";

/** A call whose arguments are checked, and as many as they should be. */
interface Call {
  readonly first: NumberTerm;
  readonly others: readonly NumberTerm[];
  readonly span: Span;
  readonly source: string;
}

/** How many arguments a function takes, at least one, and what it makes of them. */
export interface NumberFunction {
  readonly least: number;
  readonly most: number;
  /** `least` and `most` for people. */
  readonly arity: string;
  readonly apply: (call: Call) => NumberTerm;
}

/** Every function of the language. */
export const FUNCTIONS: ReadonlyMap<string, NumberFunction> = new Map([
  ["kb", unit(1000)],
  ["mb", unit(1000 ** 2)],
  ["gb", unit(1000 ** 3)],
  ["kib", unit(1024)],
  ["mib", unit(1024 ** 2)],
  ["gib", unit(1024 ** 3)],
  ["min", extreme((a, b) => (b < a ? b : a))],
  ["max", extreme((a, b) => (b > a ? b : a))],
  ["abs", ofOne(absolute)],
  ["round", { least: 1, most: 2, arity: "1 or 2 arguments", apply: round }],
]);

/** The functions of the constraint language. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()];

function ofOne(apply: (call: Call) => NumberTerm): NumberFunction {
  return { least: 1, most: 1, arity: "1 argument", apply };
}

/** A call of a unit function is a product. */
function unit(bytes: number): NumberFunction {
  return ofOne(({ first, span }) => arithmetic("*", first, constant("int", bytes, span), span));
}

/** The least or greatest of some values: of equal ones the first, as in Python. */
function extreme(better: (a: Numeric, b: Numeric) => Numeric): NumberFunction {
  return {
    least: 2,
    most: Infinity,
    arity: "2 arguments or more",
    apply: ({ first, others, span }) =>
      ofSameType(first, others, span, (run, runs) => pick(better, run, runs)),
  };
}

function absolute({ first, span }: Call): NumberTerm {
  const magnitude = (value: Numeric): Numeric => (value < 0 ? -value : value);
  return ofSameType(first, [], span, (run) => unary(magnitude, run, span));
}

/** `round(x)` is always an int, `round(x, digits)` of the type of `x`. */
function round({ first, others: [digits], span, source }: Call): NumberTerm {
  if (digits === undefined) {
    if (first.type === "int") return { ...first, span };
    return { type: "int", span, run: unary(roundToInt, first.run, span) };
  }
  if (digits.type === "int") return arithmetic("round", first, digits, span);
  throw new ExpressionError("the number of digits must be an int", source, digits.span);
}
