import type { Millis } from "@spillway/core";

/** A unit that figures of a chart are divided by, so that the axis shows small numbers. */
export interface Unit {
  readonly name: string;
  readonly size: number;
}

const BYTES: readonly Unit[] = [
  { name: "TB", size: 1e12 },
  { name: "GB", size: 1e9 },
  { name: "MB", size: 1e6 },
  { name: "kB", size: 1e3 },
];

const TIMES: readonly Unit[] = [
  { name: "hours", size: 3_600_000 },
  { name: "minutes", size: 60_000 },
  { name: "seconds", size: 1000 },
];

/** The unit in which `most` bytes is a number between 1 and 1000, as `formatBytes` has it. */
export function byteUnit(most: number): Unit {
  return BYTES.find(({ size }) => most >= size) ?? { name: "bytes", size: 1 };
}

/** The unit in which the axis of a span of `most` has whole numbers. */
export function timeUnit(most: Millis): Unit {
  return TIMES.find(({ size }) => most >= 2 * size) ?? { name: "milliseconds", size: 1 };
}

/** Time along a chart: from the beginning of the run, in its unit. */
export interface TimeAxis {
  readonly start: Millis;
  /** Never 0, so that a run of one moment can be drawn too. */
  readonly duration: Millis;
  readonly unit: Unit;
  at(time: Millis): number;
}

export function timeAxis(start: Millis, end: Millis): TimeAxis {
  const duration = end > start ? end - start : 1;
  const unit = timeUnit(duration);
  return { start, duration, unit, at: (time) => fine((time - start) / unit.size) };
}

/** Bytes in a unit; a drawing needs no more digits. */
export function inUnit(bytes: number, unit: Unit): number {
  return fine(bytes / unit.size);
}

function fine(value: number): number {
  return Number(value.toPrecision(7));
}
