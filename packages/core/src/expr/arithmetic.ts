import type { ArithmeticOperator } from "./ast.ts";
import type { Failure } from "./failure.ts";
import { floatFloorDivide, floatModulo } from "./float.ts";
import {
  add,
  floorDivide,
  modulo,
  multiply,
  normalize,
  raise,
  subtract,
  toFloat,
  trueDivide,
  type Int,
} from "./integer.ts";
import { power } from "./power.ts";

/**
 * What is known of a number before it is evaluated, and how it is then represented:
 * an `int` is a number when safe and a bigint otherwise; a `float` is a number; a `number`, of which only the evaluation
 * tells whether it is one or the other (`2 ** used`), is a bigint if it is an int and a number if it is a float.
 */
export type NumericType = "int" | "float" | "number";

/** An operation on two operands in the representation of their types. */
export type Operation = (a: Int, b: Int) => Int | Failure;

const INTEGER: Readonly<Record<ArithmeticOperator, Operation>> = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": trueDivide,
  "//": floorDivide,
  "%": modulo,
  "**": raise,
};

const FLOAT: Readonly<Record<ArithmeticOperator, Operation>> = {
  "+": float((a, b) => a + b),
  "-": float((a, b) => a - b),
  "*": float((a, b) => a * b),
  "/": divisor((a, b) => a / b),
  "//": divisor(floatFloorDivide),
  "%": divisor(floatModulo),
  "**": float(power),
};

const MIXED: Readonly<Record<ArithmeticOperator, Operation>> = {
  "+": mixed("+"),
  "-": mixed("-"),
  "*": mixed("*"),
  "/": mixed("/"),
  "//": mixed("//"),
  "%": mixed("%"),
  "**": mixed("**"),
};

/** The operation for operands of these types. */
export function operation(
  operator: ArithmeticOperator,
  left: NumericType,
  right: NumericType,
): Operation {
  if (left === "float" || right === "float") return FLOAT[operator];
  return left === "int" && right === "int" ? INTEGER[operator] : MIXED[operator];
}

/** An integer in the representation of type `number`. An unlimited figure counts as a float. */
export function tag(value: Int): Int {
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** `a ** b` of ints, as a `number`: only the sign of `b` tells whether the result is an int. */
export function taggedPower(a: Int, b: Int): Int | Failure {
  const result = raise(a, b);
  return typeof result === "string" || b < 0 ? result : tag(result);
}

function float(apply: (a: number, b: number) => number | Failure): Operation {
  return (a, b) => {
    const x = toFloat(a);
    if (typeof x === "string") return x;
    const y = toFloat(b);
    if (typeof y === "string") return y;
    const result = apply(x, y);
    return Number.isNaN(result) ? "not a number, such as infinity minus infinity" : result;
  };
}

function divisor(apply: (a: number, b: number) => number): Operation {
  return float((a, b) => (b === 0 ? "division by zero" : apply(a, b)));
}

function mixed(operator: ArithmeticOperator): Operation {
  return (a, b) => {
    if (typeof a !== "bigint" || typeof b !== "bigint") return FLOAT[operator](a, b);
    if (operator === "**") return taggedPower(normalize(a), normalize(b));
    const result = INTEGER[operator](normalize(a), normalize(b));
    return typeof result === "string" || operator === "/" ? result : tag(result);
  };
}
