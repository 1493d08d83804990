import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { ChildProcessHolder } from "../child-process-holder.ts";

/**
 * The first child that a holder starts, before anything that it answers is read: immediates come behind the callback
 * that started it, and before the next look at its pipe.
 */
export async function startedChild(holder: ChildProcessHolder): Promise<number> {
  for (;;) {
    const [pid] = holder.pids;
    if (pid !== undefined) return pid;
    await setImmediate();
  }
}

/** Resolves once the holder has seen the end of all its children, however long the system takes to say so. */
export async function allEnded(holder: ChildProcessHolder): Promise<void> {
  while (holder.pids.length > 0) await setImmediate();
}

/** The most memory that a process ever had, in bytes, as Linux keeps it. */
export function peakBytes(pid: number): number {
  const [, kilobytes] =
    /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
