/** The bits of an integer without its sign; 1 for 0. */
export function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

/** The exponent of the smallest subnormal float. */
const MIN_EXPONENT = -1074;

/** The float nearest to `mantissa · 2^exponent`, ties to even, also where floats are subnormal; infinite when too large. */
export function scaledToFloat(mantissa: bigint, exponent: number): number {
  const drop = Math.max(0, bitLength(mantissa) - 53, MIN_EXPONENT - exponent);
  const kept = Number(divideHalfEven(mantissa, 1n << BigInt(drop)));
  // In two steps, since 2^1024 is no float although 0.5 · 2^1024 is.
  const half = Math.trunc((exponent + drop) / 2);
  return kept * 2 ** half * 2 ** (exponent + drop - half);
}

/** `n / d` rounded to the nearest integer, ties to even; `d` is positive. */
export function divideHalfEven(n: bigint, d: bigint): bigint {
  if (n < 0n) return -divideHalfEven(-n, d);
  const quotient = n / d;
  const twice = 2n * (n - quotient * d);
  const up = twice > d || (twice === d && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** A finite float as an integer times a power of two, exactly. */
export function decompose(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  // One bit more than a float has, since the logarithm of what is just below a power of two may come out as that of the power.
  const exponent = Math.max(MIN_EXPONENT, Math.floor(Math.log2(Math.abs(value))) - 53);
  return { mantissa: BigInt(value / 2 ** exponent), exponent };
}
