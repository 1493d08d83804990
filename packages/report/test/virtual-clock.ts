import type { Clock, Millis } from "@spillway/core";

interface Alarm {
  readonly due: Millis;
  readonly task: () => void;
}

/** A clock that moves only when told to. */
export class VirtualClock implements Clock {
  #now = 0;
  #alarms: readonly Alarm[] = [];

  now(): Millis {
    return this.#now;
  }

  schedule(delay: Millis, task: () => void): () => void {
    const alarm = { due: this.#now + delay, task };
    this.#alarms = [...this.#alarms, alarm];
    return () => (this.#alarms = this.#alarms.filter((other) => other !== alarm));
  }

  sleep(delay: Millis): Promise<void> {
    return new Promise((resolve) => void this.schedule(delay, resolve));
  }

  /** Moves on by `span`, letting everything that falls due meanwhile happen in order. */
  async advance(span: Millis): Promise<void> {
    const end = this.#now + span;
    for (;;) {
      await settled();
      const due = this.#alarms.filter((alarm) => alarm.due <= end);
      const next = due.toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      this.#now = Math.max(this.#now, next.due);
      next.task();
    }
    this.#now = end;
  }
}

/** Resolves when every promise that can settle without time passing has. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
