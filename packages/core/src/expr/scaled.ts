/** The bits of an integer without its sign; 0 for 0. */
export function bitLength(value: bigint): number {
  const hex = (value < 0n ? -value : value).toString(16);
  return (hex.length - 1) * 4 + 32 - Math.clz32(parseInt(hex.charAt(0), 16));
}

/** The exponent of the smallest subnormal float. */
const MIN_EXPONENT = -1074;

/** The float nearest to `mantissa · 2^exponent`, ties to even, also where floats are subnormal; Infinity when too large. */
export function scaledToFloat(mantissa: bigint, exponent: number): number {
  if (mantissa < 0n) return -scaledToFloat(-mantissa, exponent);
  const drop = Math.max(bitLength(mantissa) - 53, MIN_EXPONENT - exponent);
  if (drop <= 0) return timesPowerOfTwo(Number(mantissa), exponent);
  return timesPowerOfTwo(Number(divideHalfEven(mantissa, 1n << BigInt(drop))), exponent + drop);
}

/** In two steps, since 2^1024 is no float although 0.5 · 2^1024 is. */
function timesPowerOfTwo(value: number, exponent: number): number {
  return exponent > 1000 ? value * 2 ** 1000 * 2 ** (exponent - 1000) : value * 2 ** exponent;
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
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n);
  return {
    mantissa: bits >> 63n === 1n ? -magnitude : magnitude,
    exponent: Math.max(biased, 1) - 1075,
  };
}
