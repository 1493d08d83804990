import type { Clock, Millis } from "../clock.ts";

interface Alarm {
  readonly due: Millis;
  readonly task: () => void;
}

/** A clock that moves only when told to. */
export class VirtualClock implements Clock {
  #now = 0;
  #alarms: Alarm[] = [];

  now(): Millis {
    return this.#now;
  }

  schedule(delay: Millis, task: () => void): () => void {
    const alarm = { due: this.#now + delay, task };
    this.#alarms.push(alarm);
    return () => (this.#alarms = this.#alarms.filter((other) => other !== alarm));
  }

  /** Alarms that have not gone off yet. */
  get pending(): number {
    return this.#alarms.length;
  }

  /** Moves on, running what falls due in order. */
  tick(span: Millis): void {
    const end = this.#now + span;
    while (this.#runNext(end));
    this.#now = end;
  }

  /** Moves on like `tick`, and lets promises settle after each alarm. */
  async advance(span: Millis): Promise<void> {
    const end = this.#now + span;
    do await settle();
    while (this.#runNext(end));
    this.#now = end;
    await settle();
  }

  #runNext(end: Millis): boolean {
    const [next] = this.#alarms.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
    if (next === undefined) return false;
    this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
    this.#now = Math.max(this.#now, next.due);
    next.task();
    return true;
  }

  /** Resolves after `delay` of this clock. */
  sleep(delay: Millis): Promise<void> {
    return new Promise((resolve) => this.schedule(delay, resolve));
  }
}

/** Lets every promise that can settle without time passing do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
