import { InvariantError } from "../errors.ts";
import type { Failure } from "./failure.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Int } from "./integer.ts";
import {
  absolute,
  arithmeticOperation,
  isBetter,
  negate,
  roundDigitsOperation,
  roundOperation,
} from "./numeric-operation.ts";
import type {
  ArithmeticTerm,
  Constant,
  ExtremeTerm,
  NumberTerm,
  RoundTerm,
  UnaryTerm,
} from "./term.ts";

/**
 * The constant that a term is, if its operands are constants; otherwise the term itself.
 * @throws ExpressionError when the constant has no value, as `1 / (2 - 2)`.
 */
export function fold(term: NumberTerm, source: string): NumberTerm {
  switch (term.kind) {
    case "constant":
    case "variable":
      return term;
    case "negate":
    case "absolute":
      return foldUnary(term);
    case "arithmetic":
      return foldArithmetic(term, source);
    case "min":
    case "max":
      return foldExtreme(term);
    case "round":
      return foldRound(term, source);
  }
}

export function isZeroConstant(term: NumberTerm): boolean {
  return term.kind === "constant" && term.value === 0;
}

function foldUnary(term: UnaryTerm): NumberTerm {
  const { kind, operand, span } = term;
  if (operand.kind !== "constant") return term;
  const value = kind === "negate" ? negate(operand.value) : absolute(operand.value);
  return { kind: "constant", type: operand.type, value, span };
}

function foldArithmetic(term: ArithmeticTerm, source: string): NumberTerm {
  const { left, right } = term;
  if (left.kind !== "constant" || right.kind !== "constant") return term;
  return constant(term, arithmeticOperation(term)(left.value, right.value), source);
}

function foldExtreme(term: ExtremeTerm): NumberTerm {
  let best: Constant | undefined;
  for (const operand of term.operands) {
    if (operand.kind !== "constant") return term;
    if (best === undefined || isBetter(term.kind, operand.value, best.value)) best = operand;
  }
  return best === undefined ? term : { ...best, span: term.span };
}

function foldRound(term: RoundTerm, source: string): NumberTerm {
  const { operand, digits } = term;
  if (operand.kind !== "constant") return term;
  if (digits === undefined) {
    return constant(term, roundOperation(operand.type)(operand.value), source);
  }
  if (digits.kind !== "constant") return term;
  return constant(term, roundDigitsOperation(term)(operand.value, digits.value), source);
}

/** Terms of constants are ints or floats: which of the two is open only for variables. */
function constant(
  { type, span }: ArithmeticTerm | RoundTerm,
  value: Int | Failure,
  source: string,
): Constant {
  if (typeof value === "string") throw new ExpressionError(value, source, span);
  if (type === "number") throw new InvariantError("a constant of no definite type");
  return { kind: "constant", type, value, span };
}
