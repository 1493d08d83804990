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

export type Figure = KnownFigure | UnlimitedFigure | UnknownFigure;

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
  read(): Reading | Promise<Reading>;
}
