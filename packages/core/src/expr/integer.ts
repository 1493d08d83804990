import { MAX_INTEGER_BITS, type Failure } from "./numeric.ts";
import { bitLength, divideHalfEven, scaledToFloat } from "./scaled.ts";

/** `a // b`: the quotient rounded down; `b` is not zero. */
export function floorDivide(a: bigint, b: bigint): bigint {
  return (a - modulo(a, b)) / b;
}

/** `a % b`: the remainder has the sign of `b`, which is not zero. */
export function modulo(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b;
}

/** `a / b`, the float nearest to the quotient; `b` is not zero. */
export function trueDivide(a: bigint, b: bigint): number | Failure {
  // 65 significant bits or more, the last of them set if any bit after it is, are enough to round once.
  const shift = Math.max(0, 66 - (bitLength(a) - bitLength(b)));
  const scaled = a << BigInt(shift);
  const quotient = floorDivide(scaled, b);
  const sticky = quotient * b === scaled ? 0n : 1n;
  const float = scaledToFloat(quotient | sticky, -shift);
  return Number.isFinite(float) ? float : "number too large for a float";
}

/** `a ** b`; undefined when `b` is negative, as the power is then no integer. */
export function raise(a: bigint, b: bigint): bigint | Failure | undefined {
  if (b < 0n) return undefined;
  const leastBits = (bitLength(a) - 1) * Number(b);
  return leastBits > MAX_INTEGER_BITS ? "integer of more than 4096 bits" : a ** b;
}

/** `round(a, digits)` for `digits` that may be negative: `round(1250, -2)` is 1200, ties go to even. */
export function roundInteger(a: bigint, digits: bigint): bigint {
  if (digits >= 0n) return a;
  if (digits < -MAX_INTEGER_BITS) return 0n;
  const unit = 10n ** -digits;
  return divideHalfEven(a, unit) * unit;
}
