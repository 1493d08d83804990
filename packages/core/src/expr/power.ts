import type { Failure } from "./numeric.ts";
import { decompose, divideHalfEven, scaledToFloat } from "./scaled.ts";

/** `x ** y` of floats, with Python's special cases. A finite result is correctly rounded; engines' own is not always. */
export function power(x: number, y: number): number | Failure {
  if (y === 0) return 1;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return unlimitedPower(x, y);
  if (x === 0) return y < 0 ? "division by zero" : 0;
  if (x < 0 && !Number.isInteger(y)) return "complex number";
  const magnitude = positivePower(Math.abs(x), y);
  if (magnitude === Infinity) return "number too large for a float";
  return x < 0 && y % 2 !== 0 ? -magnitude : magnitude;
}

function unlimitedPower(x: number, y: number): number {
  return Math.abs(x) === 1 ? 1 : x ** y;
}

function positivePower(x: number, y: number): number {
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (y === 0.5) return Math.sqrt(x);
  // Far outside the range of floats, where the series below would be given absurd numbers.
  const magnitude = y * Math.log2(x);
  if (magnitude > 1100) return Infinity;
  return magnitude < -1100 ? 0 : exactPower(x, y);
}

// Fixed point with 192 bits after the point. |y · ln x| < 763 and |ln x| > 2^-54, so |y| < 2^64 and the error of the
// result stays under 2^-120: far less than what tells a tie between two floats from its neighbours.
const PRECISION = 192;
const SIGNIFICANT = 110;
const ONE = 1n << BigInt(PRECISION);

/** x^y = exp(y · ln x) = 2^k · exp(y · ln x - k · ln 2), rounded once. */
function exactPower(x: number, y: number): number {
  const exponent = decompose(y);
  const product = shift(logarithm(x) * exponent.mantissa, exponent.exponent);
  const ln2 = areaTangent(ONE / 3n);
  const k = divideHalfEven(product, ln2);
  const result = exponential(product - k * ln2);
  const kept = divideHalfEven(result, 1n << BigInt(PRECISION - SIGNIFICANT));
  return scaledToFloat(kept, Number(k) - SIGNIFICANT);
}

function logarithm(x: number): bigint {
  const { mantissa, exponent } = decompose(x);
  // x = m · 2^e with m near 1, between sqrt(1/2) and sqrt(2)
  const e = Math.round(Math.log2(x));
  const m = shift(mantissa, PRECISION + exponent - e);
  return (
    areaTangent(((m - ONE) << BigInt(PRECISION)) / (m + ONE)) + BigInt(e) * areaTangent(ONE / 3n)
  );
}

/** 2 · artanh(z) = ln((1 + z) / (1 - z)), as a power series. */
function areaTangent(z: bigint): bigint {
  const square = (z * z) >> BigInt(PRECISION);
  let sum = 0n;
  let term = z;
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    sum += term / n;
    term = (term * square) >> BigInt(PRECISION);
  }
  return 2n * sum;
}

/** exp(r) for |r| < 0.35, as a power series. */
function exponential(r: bigint): bigint {
  let sum = ONE;
  let term = r;
  for (let n = 2n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = ((term * r) >> BigInt(PRECISION)) / n;
  }
  return sum;
}

function shift(value: bigint, bits: number): bigint {
  return bits >= 0 ? value << BigInt(bits) : value >> BigInt(-bits);
}
