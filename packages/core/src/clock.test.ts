import { expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

test.each([Infinity, 2 ** 31, 1e12])("a delay of %d is not none at all", (delay) => {
  vi.useFakeTimers();
  try {
    const task = vi.fn();
    const cancel = systemClock.schedule(delay, task);
    vi.advanceTimersByTime(10_000_000);
    expect(task).not.toHaveBeenCalled();
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
