import type { Bytes } from "../bytes.ts";
import type { Clock, Millis } from "../clock.ts";
import type { Loaded } from "./loader.ts";
import { residentId } from "./resident.ts";
import type { Resident, ResidentState } from "./resident.ts";

/** What an entry starts out with. */
export interface EntryTraits {
  readonly pool: string;
  readonly key: string;
  readonly device: string;
  readonly bytes: Bytes;
  readonly restoreMs: Millis;
  readonly priority: number;
  readonly pinned: boolean;
  readonly idleMs: Millis | undefined;
  readonly minimumStayMs: Millis;
}

/** A resident as the governor keeps it: the figures that `decide` reads, and the loaded object itself. */
export class Entry implements Resident {
  readonly id: string;
  readonly pool: string;
  readonly key: string;
  readonly device: string;
  readonly priority: number;
  readonly idleMs: Millis | undefined;
  readonly minimumStayMs: Millis;
  bytes: Bytes;
  credit: Bytes;
  restoreMs: Millis;
  pinned: boolean;
  loadedAt: Millis = 0;
  lastUse: Millis = 0;
  uses = 0;
  leases = 0;
  inflation = 0;
  state: ResidentState = "loading";
  loaded: Loaded<unknown> | undefined;
  /** Settles when an eviction under way has finished. */
  eviction: Promise<void> | undefined;
  #cancelIdle: (() => void) | undefined;

  constructor(traits: EntryTraits) {
    this.id = residentId(traits.pool, traits.key, traits.device);
    this.pool = traits.pool;
    this.key = traits.key;
    this.device = traits.device;
    this.bytes = traits.bytes;
    this.credit = traits.bytes;
    this.restoreMs = traits.restoreMs;
    this.priority = traits.priority;
    this.pinned = traits.pinned;
    this.idleMs = traits.idleMs;
    this.minimumStayMs = traits.minimumStayMs;
  }

  get stayUntil(): Millis {
    return this.loadedAt + this.minimumStayMs;
  }

  /** The load has finished: from now on it can be leased, and evicted. */
  settle(loaded: Loaded<unknown>, now: Millis): void {
    this.loaded = loaded;
    this.state = "resident";
    this.loadedAt = now;
    this.lastUse = now;
  }

  /** Calls `onIdle` once the resident has gone without a lease for its idle time, and has had its minimum stay. */
  watchIdle(clock: Clock, onIdle: () => void): void {
    if (this.idleMs === undefined) return;
    const toStay = this.stayUntil - clock.now();
    this.#cancelIdle = clock.schedule(Math.max(this.idleMs, toStay), onIdle);
  }

  stopWatching(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
  }
}
