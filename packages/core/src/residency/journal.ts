import type { Clock } from "../clock.ts";
import { diagnosticsChannel } from "./channels.ts";
import type { JournalEntry, JournalEvent } from "./journal-entry.ts";

/** How many entries are kept of each sort, unless stated. */
const DEFAULT_CAPACITY = 4096;

/** Keeps the newest `capacity` items. */
class Ring<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: T): void {
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  *oldestFirst(): Generator<T> {
    for (let i = 0; i < this.#items.length; i++) {
      const item = this.#items[(this.#next + i) % this.#items.length];
      if (item !== undefined) yield item;
    }
  }
}

/**
 * The decisions and their effects, in order. The newest are kept in memory, leases apart from the rest so that a busy
 * resident cannot push the decisions out. Every entry is also published on the diagnostics channel
 * `spillway:journal`, and given to each subscriber.
 */
export class Journal {
  readonly #clock: Clock;
  readonly #leases: Ring<JournalEntry>;
  readonly #others: Ring<JournalEntry>;
  readonly #subscribers = new Set<(entry: JournalEntry) => void>();
  readonly #channel = diagnosticsChannel("spillway:journal");
  #seq = 0;

  constructor(clock: Clock, capacity: number = DEFAULT_CAPACITY) {
    this.#clock = clock;
    this.#leases = new Ring(capacity);
    this.#others = new Ring(capacity);
  }

  /** The entries kept, oldest first. */
  get entries(): readonly JournalEntry[] {
    const all = [...this.#leases.oldestFirst(), ...this.#others.oldestFirst()];
    return all.sort((a, b) => a.seq - b.seq);
  }

  /**
   * Calls `listener` with every entry from now on; the result ends that. What a listener throws is not caught, but it
   * is thrown by itself, after the governor has done what it was about.
   */
  subscribe(listener: (entry: JournalEntry) => void): () => void {
    this.#subscribers.add(listener);
    return () => void this.#subscribers.delete(listener);
  }

  record(event: JournalEvent): void {
    const entry: JournalEntry = { seq: this.#seq++, at: this.#clock.now(), ...event };
    (event.kind === "leased" || event.kind === "released" ? this.#leases : this.#others).push(
      entry,
    );
    for (const listener of this.#subscribers) tell(listener, entry);
    if (this.#channel.hasSubscribers) this.#channel.publish(entry);
  }
}

function tell(listener: (entry: JournalEntry) => void, entry: JournalEntry): void {
  try {
    listener(entry);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
