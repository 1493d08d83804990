import type { Entry } from "./entry.ts";

/** Somebody who waits for a load. */
export interface Joiner {
  /** Called in the tick in which the load ends, before anybody could evict the entry. */
  grant(entry: Entry): void;
  reject(error: unknown): void;
}

/** One load under way, shared by everyone who asks for the same resident meanwhile. */
export class Flight {
  readonly #controller = new AbortController();
  readonly #joiners = new Set<Joiner>();
  /** Settles when the flight is over, however it ended. */
  readonly landed: Promise<void>;
  #land: (() => void) | undefined;

  constructor() {
    this.landed = new Promise((resolve) => (this.#land = resolve));
  }

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isWanted(): boolean {
    return this.#joiners.size > 0;
  }

  /** Joins until the flight lands, or `signal` aborts. */
  join(joiner: Joiner, signal: AbortSignal | undefined): void {
    const onAbort = (): void => {
      this.#joiners.delete(entered);
      entered.reject(signal?.reason);
      if (!this.isWanted) this.#controller.abort(signal?.reason);
    };
    const stopListening = (): void => signal?.removeEventListener("abort", onAbort);
    const entered: Joiner = {
      grant: (entry) => {
        stopListening();
        joiner.grant(entry);
      },
      reject: (error) => {
        stopListening();
        joiner.reject(error);
      },
    };
    this.#joiners.add(entered);
    signal?.addEventListener("abort", onAbort, { once: true });
  }

  /** Ends the flight for everyone who still waits. */
  abort(error: unknown): void {
    this.fail(error);
    this.#controller.abort(error);
  }

  grant(entry: Entry): void {
    for (const joiner of this.#takeJoiners()) joiner.grant(entry);
  }

  fail(error: unknown): void {
    for (const joiner of this.#takeJoiners()) joiner.reject(error);
  }

  land(): void {
    this.#land?.();
  }

  #takeJoiners(): readonly Joiner[] {
    const joiners = [...this.#joiners];
    this.#joiners.clear();
    return joiners;
  }
}
