import {
  known,
  readingValues,
  unknown,
  type Figure,
  type Reading,
  type Value,
} from "@spillway/core";
import type { StatedValues } from "./stated-values.ts";

/** What the request says, when it is not stated. */
const NOT_STATED = ["memory_required", "cache_size"] as const;

/**
 * The value of every variable: the device's reading, with what is stated in its place, and the request as stated.
 * The percentages follow the figures that were replaced, unless they are stated themselves.
 */
export function constraintValues(
  reading: Reading,
  stated: StatedValues,
): Readonly<Record<string, Value>> {
  const request = NOT_STATED.map((name): [string, Value] => [
    name,
    { kind: "unknown", reason: `it was not given; add --var ${name}=512MB` },
  ]);
  return {
    ...readingValues(replaceFigures(reading, stated)),
    ...Object.fromEntries(request),
    ...Object.fromEntries(stated),
  };
}

function replaceFigures(reading: Reading, stated: StatedValues): Reading {
  const replace = (name: "used" | "available" | "total"): Figure => {
    const value = stated.get(name);
    return value === undefined ? reading[name] : figureOf(value, reading.at);
  };
  return {
    ...reading,
    used: replace("used"),
    available: replace("available"),
    total: replace("total"),
  };
}

function figureOf(value: Value, at: number): Figure {
  const source = "--var";
  if (typeof value === "object") return unknown(value.reason, source, at);
  if (value === Infinity) return { kind: "unlimited", source, at };
  return known(Number(value), source, at);
}
