import { InvariantError } from "../errors.ts";
import type { Span } from "../text-span.ts";
import { tag, type NumericType, type Operation } from "./arithmetic.ts";
import type { Failure } from "./failure.ts";
import { normalize, toFloat, type Int } from "./integer.ts";
import {
  absolute,
  arithmeticOperation,
  isBetter,
  negate,
  roundDigitsOperation,
  roundOperation,
  type UnaryOperation,
} from "./numeric-operation.ts";
import type { ArithmeticTerm, ExtremeTerm, NumberTerm, RoundTerm, VariableTerm } from "./term.ts";
import type { Unknown, Value, Values } from "./values.ts";

/** A compiled number. Objects are unknowns; everything else is in the representation of the term's type. */
export type NumberRun = (values: Values) => Int | Unknown;

/** Compiles a number. Nothing is allocated when it runs, unless an integer passes 2^53 or the result is unknown. */
export function compileNumber(term: NumberTerm): NumberRun {
  const { span } = term;
  switch (term.kind) {
    case "constant": {
      const { value } = term;
      return () => value;
    }
    case "variable":
      return compileVariable(term);
    case "negate":
      return unary(negate, compileNumber(term.operand), span);
    case "absolute":
      return unary(absolute, compileNumber(term.operand), span);
    case "arithmetic":
      return arithmetic(term);
    case "min":
    case "max":
      return extreme(term, (operand) => compileAs(term.type, operand));
    case "round":
      return compileRound(term);
  }
}

/** Compiles a number of which only the value counts, so that an extreme of ints and floats need not be tagged. */
export function compileComparand(term: NumberTerm): NumberRun {
  const isExtreme = term.kind === "min" || term.kind === "max";
  return isExtreme ? extreme(term, compileComparand) : compileNumber(term);
}

/** Compiles a term in the representation of `type`, which its own type may be wider than. */
function compileAs(type: NumericType, term: NumberTerm): NumberRun {
  const run = compileNumber(term);
  return type === "number" && term.type === "int" ? unary(tag, run, term.span) : run;
}

function compileVariable({ name, type, span }: VariableTerm): NumberRun {
  if (type === "int") {
    return (values) => {
      const value = values[name];
      return typeof value === "number" && Number.isSafeInteger(value)
        ? value
        : unusual(name, value, type, span);
    };
  }
  return (values) => {
    const value = values[name];
    return typeof value === "number" && Number.isFinite(value)
      ? value
      : unusual(name, value, type, span);
  };
}

/** A value that is no safe integer, or no finite float: large, unlimited, unavailable or a mistake. */
function unusual(
  name: string,
  value: Value | undefined,
  type: "int" | "float",
  span: Span,
): Int | Unknown {
  if (value === Infinity) return value;
  if (typeof value === "bigint") {
    return type === "int" ? normalize(value) : settle(toFloat(value), span);
  }
  if (typeof value === "number") {
    if (Number.isInteger(value)) return BigInt(value);
    const wanted = type === "int" ? "a whole number" : "a number";
    return unknown(`${name} is not ${wanted}: ${value}`, span);
  }
  const reason = typeof value === "object" ? `is unknown: ${value.reason}` : "is not given";
  return unknown(`${name} ${reason}`, span);
}

function unary(apply: UnaryOperation, operand: NumberRun, span: Span): NumberRun {
  return (values) => {
    const value = operand(values);
    return typeof value === "object" ? value : settle(apply(value), span);
  };
}

function arithmetic(term: ArithmeticTerm): NumberRun {
  const { left, right, span } = term;
  const compile = operandCompiler(left.type, right.type);
  return binary(arithmeticOperation(term), compile(left), compile(right), span);
}

/** Two ints, two operands of a float operation, or two in the representation of `number`. */
function operandCompiler(left: NumericType, right: NumericType): (term: NumberTerm) => NumberRun {
  if (left === "float" || right === "float") return compileComparand;
  return left === right ? compileNumber : (term) => compileAs("number", term);
}

function binary(apply: Operation, left: NumberRun, right: NumberRun, span: Span): NumberRun {
  return (values) => {
    const a = left(values);
    if (typeof a === "object") return a;
    const b = right(values);
    return typeof b === "object" ? b : settle(apply(a, b), span);
  };
}

function extreme(
  { kind, operands }: ExtremeTerm,
  compile: (term: NumberTerm) => NumberRun,
): NumberRun {
  const [first, ...others] = operands.map(compile);
  if (first === undefined) throw new InvariantError("an extreme of nothing");
  return (values) => {
    let best = first(values);
    if (typeof best === "object") return best;
    for (const other of others) {
      const value = other(values);
      if (typeof value === "object") return value;
      if (isBetter(kind, value, best)) best = value;
    }
    return best;
  };
}

function compileRound(term: RoundTerm): NumberRun {
  const { operand, digits, span } = term;
  if (digits === undefined) {
    return unary(roundOperation(operand.type), compileNumber(operand), span);
  }
  const [value, places] = [compileNumber(operand), compileNumber(digits)];
  return binary(roundDigitsOperation(term), value, places, span);
}

function settle(result: Int | Failure, span: Span): Int | Unknown {
  return typeof result === "string" ? unknown(result, span) : result;
}

function unknown(reason: string, span: Span): Unknown {
  return { kind: "unknown", reason, span };
}
