import { normalize, type Failure, type Numeric } from "./numeric.ts";
import { decompose, divideHalfEven } from "./scaled.ts";

// As CPython's Objects/floatobject.c does it, so that the results agree to the last bit.

/** `a // b` of floats; `b` is not zero. */
export function floatFloorDivide(a: number, b: number): number {
  const remainder = a % b;
  let quotient = (a - remainder) / b;
  if (remainder !== 0 && b < 0 !== remainder < 0) quotient -= 1;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** `a % b` of floats; `b` is not zero. The result has the sign of `b`. */
export function floatModulo(a: number, b: number): number {
  const remainder = a % b;
  return remainder !== 0 && b < 0 !== remainder < 0 ? remainder + b : remainder;
}

/** `round(x)` of a finite float, as an integer-valued float: ties go to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return fraction < 0.5 ? floor : floor + 1;
}

/** `round(x)`: an int in the representation of that type. */
export function roundToInt(value: Numeric): Numeric | Failure {
  if (typeof value === "bigint") return normalize(value);
  if (!Number.isFinite(value)) return "infinity cannot be rounded";
  const rounded = roundHalfEven(value);
  return Number.isSafeInteger(rounded) ? rounded : BigInt(rounded);
}

/** Beyond these, the digits asked for are finer or coarser than any float. */
const FINEST_DIGITS = 323;
const COARSEST_DIGITS = -308;

/** `round(x, digits)` of a float: its exact value rounded to a decimal, ties to even, and the float nearest to that decimal. */
export function roundFloat(value: number, digits: number): number | Failure {
  if (!Number.isFinite(digits)) return "infinity cannot be rounded";
  if (!Number.isFinite(value) || digits > FINEST_DIGITS) return value;
  if (digits < COARSEST_DIGITS) return 0;
  const { mantissa, exponent } = decompose(value);
  const numerator = mantissa * scale(10n, digits) * scale(2n, exponent);
  const denominator = scale(10n, -digits) * scale(2n, -exponent);
  const rounded = Number(`${divideHalfEven(numerator, denominator)}e${-digits}`);
  return Number.isFinite(rounded) ? rounded : "number too large for a float";
}

function scale(base: bigint, exponent: number): bigint {
  return exponent > 0 ? base ** BigInt(exponent) : 1n;
}
