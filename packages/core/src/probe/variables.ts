import type { Figure, Reading } from "./reading.ts";

/** A reading's variables in the constraint language, under their canonical names. */
export const READING_VALUE_NAMES = [
  "used",
  "used_percent",
  "used_total_percent",
  "available",
  "total",
] as const;

/** The name of one of a reading's variables. */
export type ReadingVariable = (typeof READING_VALUE_NAMES)[number];

/** A value that the device cannot report. */
export interface UnknownValue {
  readonly kind: "unknown";
  readonly reason: string;
}

/** Bytes or per cent; what is unlimited is Infinity. */
export type VariableValue = number | UnknownValue;

/**
 * The values of a reading: `used`, `available` and `total` in bytes, `used_percent` = 100 used / (used + available),
 * `used_total_percent` = 100 used / total. A per cent is unknown if one of its parts is, or if its whole is 0.
 */
export function readingValues(reading: Reading): Readonly<Record<ReadingVariable, VariableValue>> {
  return valuesFrom(valueOf(reading.used), valueOf(reading.available), valueOf(reading.total));
}

/** The values of a device of which so much is used, available and there in all. */
export function valuesFrom(
  used: VariableValue,
  available: VariableValue,
  total: VariableValue,
): Readonly<Record<ReadingVariable, VariableValue>> {
  return {
    used,
    used_percent: percent(used, sum(used, available), "used + available"),
    used_total_percent: percent(used, total, "total"),
    available,
    total,
  };
}

function valueOf(figure: Figure): VariableValue {
  switch (figure.kind) {
    case "known":
      return figure.value;
    case "unlimited":
      return Infinity;
    case "unknown":
      return { kind: "unknown", reason: figure.reason };
  }
}

function sum(a: VariableValue, b: VariableValue): VariableValue {
  if (typeof a !== "number") return a;
  return typeof b === "number" ? a + b : b;
}

/** A finite part of an unlimited whole is 0 %; an unlimited part of an unlimited whole is no number. */
function percent(part: VariableValue, whole: VariableValue, wholeName: string): VariableValue {
  if (typeof part !== "number") return part;
  if (typeof whole !== "number") return whole;
  if (whole === 0) return { kind: "unknown", reason: `${wholeName} is 0` };
  const value = (100 * part) / whole;
  return Number.isNaN(value) ? { kind: "unknown", reason: "used is unlimited" } : value;
}
