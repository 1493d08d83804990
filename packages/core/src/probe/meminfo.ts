import { numberAfter } from "./kernel-text.ts";
import type { Measurement } from "./reading.ts";

/** The two lines of /proc/meminfo that count here. */
export interface Meminfo {
  /** MemTotal: the machine's memory less what the kernel keeps for itself from the start. */
  readonly total: Measurement;
  /** MemAvailable: the kernel's estimate of what can be taken without swapping. */
  readonly available: Measurement;
}

/** `kB` in /proc/meminfo has always meant 1024 bytes. */
const KIB = 1024;

const NO_TOTAL: Measurement = { kind: "unknown", reason: "/proc/meminfo has no MemTotal" };

// MemFree, or a sum with Cached, would be another figure under the same name: it is left unknown instead.
const NO_AVAILABLE: Measurement = {
  kind: "unknown",
  reason:
    "/proc/meminfo has no MemAvailable (Linux before 3.14, or a container's own version of the file)",
};

/** Reads the text of /proc/meminfo. Bytes. */
export function parseMeminfo(text: string): Meminfo {
  return {
    total: kibibytes(text, "MemTotal:") ?? NO_TOTAL,
    available: kibibytes(text, "MemAvailable:") ?? NO_AVAILABLE,
  };
}

function kibibytes(text: string, key: string): Measurement | undefined {
  const count = numberAfter(text, key);
  return count === undefined ? undefined : { kind: "known", value: count * KIB };
}
