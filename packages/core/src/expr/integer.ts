import type { Failure } from "./failure.ts";
import { floatFloorDivide, floatModulo } from "./float.ts";
import { power } from "./power.ts";
import { bitLength, divideHalfEven, scaledToFloat } from "./scaled.ts";

/**
 * A Python `int`: a number when it is a safe integer, a bigint otherwise. An unlimited figure is `Infinity`, and
 * arithmetic with it is that of floats.
 */
export type Int = number | bigint;

/** Larger results are refused: no figure about memory needs them, and `9 ** 9 ** 9` would not end. */
export const MAX_INTEGER_BITS = 4096;

const LIMIT = 1n << BigInt(MAX_INTEGER_BITS);

/** Whether an integer passes `MAX_INTEGER_BITS`. */
export function exceedsBits(value: bigint): boolean {
  return value >= LIMIT || value <= -LIMIT;
}

/** The one representation of an integer: a number if it is safe. */
export function normalize(value: bigint): Int {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The nearest float, as Python's `float(x)`. */
export function toFloat(value: Int): number | Failure {
  if (typeof value === "number") return value;
  const float = Number(value);
  return Number.isFinite(float) ? float : "number too large for a float";
}

export function add(a: Int, b: Int): Int | Failure {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return wide(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  );
}

export function subtract(a: Int, b: Int): Int | Failure {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return wide(
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
  );
}

export function multiply(a: Int, b: Int): Int | Failure {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  return wide(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  );
}

/** `a // b`: the quotient rounded down. */
export function floorDivide(a: Int, b: Int): Int | Failure {
  if (isZero(b)) return "division by zero";
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const [x, y] = [Number(a), Number(b)];
    const remainder = x % y;
    const quotient = (x - remainder) / y;
    return remainder !== 0 && remainder < 0 !== y < 0 ? quotient - 1 : quotient;
  }
  return wide(a, b, bigFloorDivide, floatFloorDivide);
}

/** `a % b`: the remainder has the sign of `b`. */
export function modulo(a: Int, b: Int): Int | Failure {
  if (isZero(b)) return "division by zero";
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const [x, y] = [Number(a), Number(b)];
    const remainder = x % y;
    return remainder !== 0 && remainder < 0 !== y < 0 ? remainder + y : remainder;
  }
  return wide(a, b, (x, y) => x - bigFloorDivide(x, y) * y, floatModulo);
}

/** `a / b`: a float, correctly rounded whatever the size of the integers. */
export function trueDivide(a: Int, b: Int): number | Failure {
  if (isZero(b)) return "division by zero";
  if (typeof a === "number" && typeof b === "number") {
    const quotient = a / b;
    return Number.isNaN(quotient) ? "not a number, such as infinity minus infinity" : quotient;
  }
  if (isUnlimited(a)) return b < 0 ? -Number(a) : Number(a);
  if (isUnlimited(b)) return 0;
  const quotient = bigQuotient(BigInt(a), BigInt(b));
  return Number.isFinite(quotient) ? quotient : "number too large for a float";
}

/** `a ** b`: an integer, or a float when `b` is negative. */
export function raise(a: Int, b: Int): Int | Failure {
  if (isUnlimited(a) || isUnlimited(b) || b < 0) {
    const [base, exponent] = [toFloat(a), toFloat(b)];
    if (typeof base === "string") return base;
    return typeof exponent === "string" ? exponent : power(base, exponent);
  }
  const base = BigInt(a);
  const bits = bitLength(base);
  if (bits > 1 && Number(b) * (bits - 1) > MAX_INTEGER_BITS)
    return "integer of more than 4096 bits";
  return bounded(bits > 1 ? base ** BigInt(b) : unitPower(base, BigInt(b)));
}

/** `round(a, digits)` for `digits` that may be negative: `round(1250, -2)` is 1200, ties go to even. */
export function roundTo(a: Int, digits: Int): Int | Failure {
  if (isUnlimited(digits)) return "infinity cannot be rounded";
  if (digits >= 0 || isUnlimited(a)) return a;
  if (digits < -MAX_INTEGER_BITS) return 0;
  const unit = 10n ** BigInt(-digits);
  return bounded(divideHalfEven(BigInt(a), unit) * unit);
}

function isZero(value: Int): boolean {
  return value === 0 || value === 0n;
}

function isUnlimited(value: Int): boolean {
  return value === Infinity || value === -Infinity;
}

/** The powers of -1, 0 and 1, which stay small whatever the exponent. */
function unitPower(base: bigint, exponent: bigint): bigint {
  return exponent === 0n ? 1n : base ** (2n - (exponent % 2n));
}

/** The slow path: integers that may pass 2^53, or an unlimited figure. */
function wide(
  a: Int,
  b: Int,
  exact: (a: bigint, b: bigint) => bigint,
  float: (a: number, b: number) => number,
): Int | Failure {
  if (!isUnlimited(a) && !isUnlimited(b)) return bounded(exact(BigInt(a), BigInt(b)));
  const [x, y] = [toFloat(a), toFloat(b)];
  if (typeof x === "string") return x;
  return typeof y === "string" ? y : fromFloat(float(x, y));
}

/** An unlimited figure, or a whole number that arithmetic with one has left. */
function fromFloat(value: number): Int | Failure {
  if (Number.isNaN(value)) return "not a number, such as infinity minus infinity";
  return Number.isInteger(value) ? normalize(BigInt(value)) : value;
}

function bounded(value: bigint): Int | Failure {
  return exceedsBits(value) ? "integer of more than 4096 bits" : normalize(value);
}

function bigFloorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const exact = quotient * b === a;
  return !exact && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** 64 significant bits or more and a sticky bit are enough to round the quotient once. */
function bigQuotient(a: bigint, b: bigint): number {
  const negative = a < 0n !== b < 0n;
  const [n, d] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const shift = Math.max(0, 66 - (bitLength(n) - bitLength(d)));
  const scaled = n << BigInt(shift);
  const quotient = scaled / d;
  const sticky = quotient * d === scaled ? 0n : 1n;
  const magnitude = scaledToFloat((quotient << 1n) | sticky, -shift - 1);
  return negative ? -magnitude : magnitude;
}
