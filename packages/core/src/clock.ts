/** A span or a point of time in milliseconds, with fractions. */
export type Millis = number;

/** Where time comes from. Injected everywhere, so that tests own it. */
export interface Clock {
  /** Milliseconds since an arbitrary but fixed start; never goes back. */
  now(): Millis;
  /** Calls `task` once after `delay`; the result cancels it. */
  schedule(delay: Millis, task: () => void, options?: ScheduleOptions): () => void;
}

/** What a scheduled task means to the program that it is part of. */
export interface ScheduleOptions {
  /** Whether the program goes on until then, for somebody waits for it. Otherwise it may end first, as by default. */
  readonly keepsAlive?: boolean | undefined;
}

/** A longer delay, 25 days, would be none at all to `setTimeout`. */
const LONGEST: Millis = 2 ** 31 - 1;

/** The clock of the machine: monotonic, counted from the start of the process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(delay, task, { keepsAlive = false } = {}) {
    const timer: unknown = setTimeout(task, Math.min(delay, LONGEST));
    if (!keepsAlive && hasUnref(timer)) timer.unref();
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
  },
};

/** Node's timers are objects that can be detached from the event loop; a browser's are numbers. */
function hasUnref(timer: unknown): timer is { unref(): void } {
  return typeof timer === "object" && timer !== null && "unref" in timer;
}
