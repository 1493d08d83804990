import type { Span } from "../text-span.ts";
import { operation, type Operator } from "./arithmetic.ts";
import { ExpressionError } from "./expression-error.ts";
import { binary, unary, type NumberRun } from "./number-run.ts";
import { normalize, tag, type Numeric, type NumericType } from "./numeric.ts";

/** A checked and compiled part of a constraint whose value is a number. */
export interface NumberTerm {
  readonly type: NumericType;
  readonly span: Span;
  /** Gives its value, in the representation of its type unless there is `tagged`. */
  readonly run: NumberRun;
  /** Gives its value in the representation of type `number`, which `run` spares where only the value counts. */
  readonly tagged?: NumberRun;
  /** Its value, where that is known before any figure is. */
  readonly constant?: Numeric;
}

/** A number that is known when a constraint is configured. */
export function constant(type: "int" | "float", value: Numeric, span: Span): NumberTerm {
  return { type, span, run: () => value, constant: value };
}

/** `left operator right` */
export function arithmetic(
  operator: Operator,
  left: NumberTerm,
  right: NumberTerm,
  span: Span,
): NumberTerm {
  const type = meetingType(operator, left, right);
  const view = type === "number" ? tagged : plain;
  const run = binary(operation(operator, type), view(left), view(right), span);
  return { type: operator === "/" ? "float" : type, span, run };
}

/** The type in whose representation an operation takes its operands. */
function meetingType(operator: Operator, left: NumberTerm, right: NumberTerm): NumericType {
  if (left.type === "float" || right.type === "float") return "float";
  // Only the sign of an exponent tells whether a power of ints is an int.
  return operator === "**" ? "number" : commonType(left, right);
}

/** One of some numbers, or the magnitude of one: an int stays an int, and a float a float. */
export function ofSameType(
  first: NumberTerm,
  others: readonly NumberTerm[],
  span: Span,
  combine: (first: NumberRun, others: readonly NumberRun[]) => NumberRun,
): NumberTerm {
  return {
    type: commonType(first, ...others),
    span,
    run: combine(plain(first), others.map(plain)),
    tagged: combine(tagged(first), others.map(tagged)),
  };
}

/** The type of a value that may be any of these. */
function commonType({ type }: NumberTerm, ...others: readonly NumberTerm[]): NumericType {
  return others.every((other) => other.type === type) ? type : "number";
}

/** Gives the value of a term; of a `number`, whether it is an int or a float may be lost. */
function plain({ run }: NumberTerm): NumberRun {
  return run;
}

/** Gives the value of a term in the representation of type `number`. */
export function tagged(term: NumberTerm): NumberRun {
  return term.type === "int" ? unary(tag, term.run, term.span) : (term.tagged ?? term.run);
}

/**
 * The constant that a term is if its operands are constants; otherwise the term itself.
 * @throws ExpressionError when the constant has no value, as `1 / (2 - 2)`.
 */
export function fold(
  term: NumberTerm,
  operands: readonly NumberTerm[],
  source: string,
): NumberTerm {
  if (operands.some((operand) => operand.constant === undefined)) return term;
  // Tagged, so that the value tells its type where the term does not.
  const value = tagged(term)({});
  if (typeof value === "object") throw new ExpressionError(value.reason, source, value.span);
  return typeof value === "bigint"
    ? constant("int", normalize(value), term.span)
    : constant("float", value, term.span);
}
