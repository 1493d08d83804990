import { operation, tag, taggedPower, type NumericType, type Operation } from "./arithmetic.ts";
import type { Failure } from "./failure.ts";
import { roundHalfEven, roundToDigits } from "./float.ts";
import { normalize, roundTo, toFloat, type Int } from "./integer.ts";
import type { ArithmeticTerm, RoundTerm } from "./term.ts";

/** What a term does with the values of its one operand. */
export type UnaryOperation = (value: Int) => Int | Failure;

/** The operation of `left operator right`. */
export function arithmeticOperation({ operator, left, right, type }: ArithmeticTerm): Operation {
  const both = left.type === "int" && right.type === "int";
  if (both && type === "number") return taggedPower;
  return operation(operator, left.type, right.type);
}

/** `-x` */
export function negate(value: Int): Int {
  return typeof value === "number" ? 0 - value : -value;
}

/** `abs(x)` */
export function absolute(value: Int): Int {
  if (typeof value === "number") return Math.abs(value);
  return value < 0n ? -value : value;
}

/** `round(x)`: always an int. */
export function roundOperation(type: NumericType): UnaryOperation {
  return type === "int" ? (value) => value : roundToInt;
}

function roundToInt(value: Int): Int | Failure {
  if (typeof value === "bigint") return normalize(value);
  if (!Number.isFinite(value)) return "infinity cannot be rounded";
  const rounded = roundHalfEven(value);
  return Number.isSafeInteger(rounded) ? rounded : BigInt(rounded);
}

/** `round(x, digits)`: of the type of `x`. */
export function roundDigitsOperation({ operand }: RoundTerm): Operation {
  switch (operand.type) {
    case "int":
      return roundTo;
    case "float":
      return roundFloat;
    case "number":
      return roundNumber;
  }
}

function roundNumber(value: Int, digits: Int): Int | Failure {
  if (typeof value === "number") return roundFloat(value, digits);
  const rounded = roundTo(normalize(value), digits);
  return typeof rounded === "string" ? rounded : tag(rounded);
}

function roundFloat(value: Int, digits: Int): number | Failure {
  const float = toFloat(value);
  if (typeof float === "string") return float;
  if (digits === Infinity || digits === -Infinity) return "infinity cannot be rounded";
  const rounded = roundToDigits(float, Number(digits));
  const overflow = Number.isFinite(float) && !Number.isFinite(rounded);
  return overflow ? "number too large for a float" : rounded;
}

/** The least or greatest of some values; the first of equal ones, as in Python. */
export function isBetter(kind: "min" | "max", candidate: Int, best: Int): boolean {
  return kind === "min" ? candidate < best : candidate > best;
}
