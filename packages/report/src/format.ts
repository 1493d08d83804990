import { formatBytes } from "@spillway/core";

/** Three significant digits, without trailing zeros: `0.0421`, `3.4`, `1.2e-9`. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : String(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return magnitude < 1e6 ? grouped(Math.round(value)) : exponent(value);
  return magnitude < 1e-4 && value !== 0 ? exponent(value) : String(Number(value.toPrecision(3)));
}

function exponent(value: number): string {
  return value
    .toExponential(2)
    .replace(/\.?0+e/, "e")
    .replace("e+", "e")
    .replace("-", "−");
}

/** A whole number in groups of three digits: `120,000,000`. */
export function grouped(value: number): string {
  const [whole = "", fraction] = String(value).split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** A size for people, and in full: `512 MB (512,000,000 bytes)`. */
export function precise(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${formatBytes(bytes)} (${grouped(bytes)} bytes)`;
}

/** A share of a whole: `30 %`, `12.5 %`. */
export function percent(ratio: number): string {
  return `${Number((100 * ratio).toFixed(1))} %`;
}

/** How many times as much, in hundredths: `1.35`. */
export function times(factor: number): string {
  return factor.toFixed(2);
}

/** A count with its noun: `1 eviction`, `2 evictions`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** A name of at most `length` characters: the middle gives way. */
export function shortened(name: string, length: number): string {
  const signs = Array.from(name);
  if (signs.length <= length) return name;
  const head = Math.ceil((length - 1) / 2);
  return `${signs.slice(0, head).join("")}…${signs.slice(head + 1 - length).join("")}`;
}
