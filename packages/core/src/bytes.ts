import { InvalidArgumentError, SpillwayError } from "./errors.ts";

/** A count of bytes: a non-negative safe integer. */
export type Bytes = number & { readonly __unit: "bytes" };

/** Checks a count of bytes. @throws InvalidArgumentError unless `n` is a non-negative safe integer. */
export function bytes(n: number, what = "a byte count"): Bytes {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new InvalidArgumentError(`${what} must be a whole number from 0 to 2^53 - 1, got ${n}`);
  }
  return n as Bytes;
}

/** An estimate or a measurement in whole bytes, rounded up. @throws InvalidArgumentError naming `what` it is of. */
export function wholeBytes(n: number, what: string): Bytes {
  const whole = Math.ceil(n);
  // What is no number of bytes is shown as it was given.
  return bytes(whole >= 0 && Number.isSafeInteger(whole) ? whole : n, what);
}

/** A size such as `512MB` that cannot be read, and what was written. */
export class ByteSizeError extends SpillwayError {
  override readonly name: string = "ByteSizeError";
  readonly code = "ERR_BYTE_SIZE";
  readonly text: string;

  constructor(text: string, problem: string) {
    super(`${problem}: ${JSON.stringify(text)}; write bytes, or a size such as 512MB or 1.5GiB`);
    this.text = text;
  }
}

const SIZE = /^\s*(?<count>\d+(?:\.\d+)?)\s*(?<unit>[a-z]*)\s*$/i;

/** What `GB` means: `decimal` is 1000-based (SI, and the unit functions of the constraint language), `binary` 1024-based. */
export type BytePrefixes = "decimal" | "binary";

const POWERS: ReadonlyMap<string, number> = new Map([
  ["k", 1],
  ["m", 2],
  ["g", 3],
  ["t", 4],
]);

/**
 * Reads a size: `1024`, `512MB`, `1.5 GiB`. `KiB MiB GiB TiB` are 1024-based; `kB MB GB TB` follow
 * `prefixes` (1000-based by default). Letters may be of any case. A fraction is rounded down to whole bytes.
 * @throws ByteSizeError when the text is no size, is negative or passes 2^53 - 1.
 */
export function parseBytes(text: string, prefixes: BytePrefixes = "decimal"): Bytes {
  const groups = SIZE.exec(text)?.groups;
  if (groups === undefined) throw new ByteSizeError(text, "not a size");
  const scale = unitScale((groups["unit"] ?? "").toLowerCase(), prefixes);
  if (scale === undefined) throw new ByteSizeError(text, "unknown unit in the size");
  const total = Math.floor(Number(groups["count"]) * scale);
  if (!Number.isSafeInteger(total)) throw new ByteSizeError(text, "size too large");
  return total as Bytes;
}

function unitScale(unit: string, prefixes: BytePrefixes): number | undefined {
  if (unit === "" || unit === "b") return 1;
  const shape = /^([kmgt])(i?)b?$/.exec(unit);
  const power = POWERS.get(shape?.[1] ?? "");
  if (shape === null || power === undefined) return undefined;
  return (shape[2] === "i" || prefixes === "binary" ? 1024 : 1000) ** power;
}

const STEPS: readonly (readonly [number, string])[] = [
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
];

/** A size for people, in decimal units and three significant digits: `512 MB`, `1.41 GB`, `980 B`. */
export function formatBytes(n: number): string {
  const magnitude = Math.abs(n);
  for (const [scale, unit] of STEPS) {
    if (magnitude < scale * 0.9995) continue;
    const value = n / scale;
    const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
    return `${value.toFixed(digits)} ${unit}`;
  }
  return `${n} B`;
}
