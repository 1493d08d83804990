import type { Clock, Millis } from "../clock.ts";
import { QueueFullError } from "./errors.ts";

/** What became of trying to serve a waiting request. */
export type Attempt = "served" | "still-waiting";

/** A request that waits for memory in use elsewhere. */
export interface Waiter {
  readonly key: string;
  readonly device: string;
  readonly since: Millis;
  /** Tries again; when it is served, it has told whoever waits. */
  attempt(): Promise<Attempt>;
}

/** The rules of the line. */
export interface WaitingRules {
  /** Requests that may wait at once. */
  readonly maxWaiting: number;
  /** After this long, nobody who came later is served on the same device before it. */
  readonly overtakeMs: Millis;
}

/** First come, first served; a request that fits may overtake one that does not, until that one is overdue. */
export class WaitingLine {
  readonly #rules: WaitingRules;
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];

  constructor(rules: WaitingRules, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
  }

  get length(): number {
    return this.#waiters.length;
  }

  /** @throws QueueFullError */
  join(waiter: Waiter): void {
    if (this.#waiters.length >= this.#rules.maxWaiting) {
      throw new QueueFullError(waiter.key, this.#rules.maxWaiting);
    }
    this.#waiters.push(waiter);
  }

  leave(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index >= 0) this.#waiters.splice(index, 1);
  }

  /** Whether someone has waited for this device so long that a newcomer has to stand behind. */
  isOverdue(device: string): boolean {
    const latest = this.#clock.now() - this.#rules.overtakeMs;
    return this.#waiters.some((waiter) => waiter.device === device && waiter.since <= latest);
  }

  /** Tries everyone in turn. Behind an overdue request that still does not fit, its device is closed. */
  async serve(): Promise<void> {
    const closed = new Set<string>();
    for (const waiter of [...this.#waiters]) {
      if (closed.has(waiter.device) || !this.#waiters.includes(waiter)) continue;
      const attempt = await waiter.attempt();
      if (attempt === "served") this.leave(waiter);
      else if (this.#clock.now() - waiter.since >= this.#rules.overtakeMs)
        closed.add(waiter.device);
    }
  }
}
