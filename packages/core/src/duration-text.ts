import type { Millis } from "./clock.ts";

/** A span of time for people, in at most three significant digits below 100 s: `0.0421 ms`, `4.2 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatMillis(ms: Millis): string {
  if (ms === Infinity) return "∞";
  if (ms < 0.0005) return "0 ms";
  if (ms < 999.5) return `${threeDigits(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 99.95) return `${threeDigits(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Without trailing zeros. */
function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
