/** A span or a point of time in milliseconds, with fractions. */
export type Millis = number;

/** Where time comes from. Injected everywhere, so that tests own it. */
export interface Clock {
  /** Milliseconds since an arbitrary but fixed start; never goes back. */
  now(): Millis;
  /** Calls `task` once after `delay`; the result cancels it. Does not keep the process alive. */
  schedule(delay: Millis, task: () => void): () => void;
}

/** The clock of the machine: monotonic, counted from the start of the process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(delay, task) {
    const timer: unknown = setTimeout(task, delay);
    if (hasUnref(timer)) timer.unref();
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
  },
};

/** Node's timers are objects that can be detached from the event loop; a browser's are numbers. */
function hasUnref(timer: unknown): timer is { unref(): void } {
  return typeof timer === "object" && timer !== null && "unref" in timer;
}
