import type { Millis } from "../clock.ts";

/** A figure that a device reported: its value in bytes, where it comes from and when it was read. */
export interface KnownFigure {
  readonly kind: "known";
  readonly value: number;
  /** Where the figure comes from, for people: `/proc/meminfo MemAvailable`, `nvidia-smi memory.used`. */
  readonly source: string;
  readonly at: Millis;
}

/** There is no limit, for instance a cgroup whose `memory.max` is `max`. */
export interface UnlimitedFigure {
  readonly kind: "unlimited";
  readonly source: string;
  readonly at: Millis;
}

/** The device cannot say, and why. Never taken for 0 or for infinity. */
export interface UnknownFigure {
  readonly kind: "unknown";
  readonly reason: string;
  readonly source: string;
  readonly at: Millis;
}

/** A figure of a device: known, unlimited, or unknown for a reason. */
export type Figure = KnownFigure | UnlimitedFigure | UnknownFigure;

/** What a parser found in a text: a figure that has no source and no time yet. Bytes. */
export type Measurement =
  | { readonly kind: "known"; readonly value: number }
  | { readonly kind: "unlimited" }
  | { readonly kind: "unknown"; readonly reason: string };

/** What a probe saw of one device at one time. Bytes. */
export interface Reading {
  /** `host`, `cuda:0`, … */
  readonly device: string;
  readonly at: Millis;
  /** Bytes in use: on the host this process's resident set, on a GPU all processes together. */
  readonly used: Figure;
  /** Bytes that can still be taken: the smallest of what the machine, the cgroup and a stated budget leave. */
  readonly available: Figure;
  readonly total: Figure;
}

/** Reads one device. A probe whose reading is cheap answers at once, so that a guard need not wait for it. */
export interface Probe {
  readonly device: string;
  /** What people call the device, where it has such a name: `NVIDIA GeForce RTX 4090`. */
  readonly label?: string;
  /**
   * Reads now, or shares a reading taken a moment ago; never one taken before `notBefore`, if it is stated. That is
   * how the effect of an eviction is measured.
   */
  read(notBefore?: Millis): Reading | Promise<Reading>;
}

/** The probe of the machine and this process. Answers at once; disposing closes what it holds open. */
export interface HostProbe extends Probe, Disposable {
  read(): Reading;
}

/** A figure that was read. Bytes. */
export function known(value: number, source: string, at: Millis): KnownFigure {
  return { kind: "known", value, source, at };
}

/** A figure that could not be read, and why. */
export function unknown(reason: string, source: string, at: Millis): UnknownFigure {
  return { kind: "unknown", reason, source, at };
}

/** A measurement made a figure: with its source and the time it was read. */
export function stamp(measurement: Measurement, source: string, at: Millis): Figure {
  switch (measurement.kind) {
    case "known":
      return known(measurement.value, source, at);
    case "unlimited":
      return { kind: "unlimited", source, at };
    case "unknown":
      return unknown(measurement.reason, source, at);
  }
}

/** A reading of which every figure is unknown for one and the same reason. */
export function unknownReading(
  device: string,
  reason: string,
  source: string,
  at: Millis,
): Reading {
  const figure = unknown(reason, source, at);
  return { device, at, used: figure, available: figure, total: figure };
}
