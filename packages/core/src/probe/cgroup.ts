import { numberAfter, wholeNumberAt } from "./kernel-text.ts";
import type { Measurement } from "./reading.ts";

/** What a version of cgroups calls the files and the field that count here. */
export interface CgroupNames {
  readonly limit: string;
  readonly usage: string;
  readonly stat: string;
  /** In `stat`, page cache that is first to go, the descendants' included. */
  readonly inactiveFile: string;
}

export const CGROUP_NAMES: Readonly<Record<1 | 2, CgroupNames>> = {
  1: {
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    stat: "memory.stat",
    inactiveFile: "total_inactive_file",
  },
  2: {
    limit: "memory.max",
    usage: "memory.current",
    stat: "memory.stat",
    inactiveFile: "inactive_file",
  },
};

/**
 * Reads memory.max or memory.limit_in_bytes. Version 1 has no word for "no limit": it shows the kernel's largest
 * page counter, 9223372036854771712 with 4 KiB pages, so whatever passes 2^53 - 1 bytes is no limit.
 */
export function parseCgroupLimit(text: string): Measurement {
  const written = text.trim();
  if (written === "max") return { kind: "unlimited" };
  if (!/^\d+$/.test(written)) {
    return { kind: "unknown", reason: `the cgroup limit ${JSON.stringify(written)} is no number` };
  }
  const value = Number(written);
  return Number.isSafeInteger(value) ? { kind: "known", value } : { kind: "unlimited" };
}

/** Reads memory.current or memory.usage_in_bytes. */
export function parseCgroupUsage(text: string): number | undefined {
  return wholeNumberAt(text, 0);
}

/** The inactive page cache in the text of memory.stat. */
export function parseInactiveFile(stat: string, version: 1 | 2): number | undefined {
  return numberAfter(stat, CGROUP_NAMES[version].inactiveFile);
}

/** Version 1's smallest limit over all ancestors, those outside a container included; in the text of memory.stat. */
export function parseHierarchicalLimit(stat: string): number | undefined {
  return numberAfter(stat, "hierarchical_memory_limit");
}

/**
 * The bytes that reclaim cannot easily give back: usage less inactive page cache. The two are counted apart and at
 * different moments, so the cache may seem larger than the usage; then nothing is in the working set, as the kubelet has it.
 */
export function workingSet(usage: number, inactiveFile: number): number {
  return Math.max(0, usage - inactiveFile);
}
