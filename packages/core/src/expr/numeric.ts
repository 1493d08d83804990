/** A number of Python, an int or a float. Which of the two it is, `NumericType` tells. */
export type Numeric = number | bigint;

/**
 * What is known of a number before it is evaluated, and how it is then represented:
 * an `int` is a number when safe and a bigint otherwise; a `float` is a number; a `number`, of which only the evaluation
 * tells whether it is one or the other (`2 ** used`), is a bigint if it is an int and a number if it is a float.
 * An unlimited figure is `Infinity` in each of them, and arithmetic with it is that of floats.
 */
export type NumericType = "int" | "float" | "number";

/** Why an operation has no value. Constant operations that fail are refused when configured, others evaluate to unknown. */
export type Failure =
  | "division by zero"
  | "not a number, such as infinity minus infinity"
  | "number too large for a float"
  | "integer of more than 4096 bits"
  | "infinity cannot be rounded"
  | "complex number";

/** Larger results are refused: no figure about memory needs them, and `9 ** 9 ** 9` would not end. */
export const MAX_INTEGER_BITS = 4096;

const LIMIT = 1n << BigInt(MAX_INTEGER_BITS);

/** Whether an integer passes `MAX_INTEGER_BITS`. */
export function exceedsBits(value: bigint): boolean {
  return value >= LIMIT || value <= -LIMIT;
}

/** Whether a number has no nearest float. */
export function exceedsFloats(value: Numeric): boolean {
  return typeof value === "bigint" && !Number.isFinite(Number(value));
}

/** An integer in the representation of type `int`. */
export function normalize(value: bigint): Numeric {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A number of type `int` in the representation of type `number`. */
export function tag(value: Numeric): Numeric {
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}
