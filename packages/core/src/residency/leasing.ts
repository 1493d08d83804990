import { bytes, wholeBytes } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import type { Admission, Ask } from "./admission.ts";
import type { Books } from "./books.ts";
import type { Entry } from "./entry.ts";
import type { Evictor } from "./evictor.ts";
import type { Journal } from "./journal.ts";
import { Lease } from "./lease.ts";
import type { Loading } from "./loading.ts";
import type { Resident } from "./resident.ts";

/** What leasing works on. */
export interface LeasingParts {
  readonly clock: Clock;
  readonly books: Books;
  readonly journal: Journal;
  readonly evictor: Evictor;
  readonly admission: Admission;
  readonly loading: Loading;
  /** The ask for a resident's bytes. */
  readonly ask: (resident: Pick<Resident, "pool" | "key" | "device" | "priority" | "bytes">) => Ask;
}

/** Gives and takes back leases on what is resident, and sees to what a resident without a lease has to expect. */
export class Leasing {
  readonly #parts: LeasingParts;
  #inflation = 0;
  #closed = false;

  constructor(parts: LeasingParts) {
    this.#parts = parts;
  }

  /** From now on a resident goes with its last lease. */
  close(): void {
    this.#closed = true;
  }

  /** What is leased after the eviction of something of this worth counts from there, in policies that age. */
  noteVictim(worth: number): void {
    this.#inflation = Math.max(this.#inflation, worth);
  }

  lease<T>(entry: Entry): Lease<T> {
    const { clock, journal } = this.#parts;
    entry.stopWatching();
    entry.leases += 1;
    entry.uses += 1;
    entry.lastUse = clock.now();
    entry.inflation = this.#inflation;
    journal.record({ kind: "leased", id: entry.id, leases: entry.leases });
    // The key names what was loaded, and only its own loader put a value there: the value is a T.
    return new Lease(entry.id, entry.loaded?.value as T, () => this.#release(entry));
  }

  /** Evicts a resident because somebody asked for it. @returns false when it is not resident, or leased. */
  async evict(id: string): Promise<boolean> {
    const { books, evictor } = this.#parts;
    const entry = books.get(id);
    if (entry?.state !== "resident" || entry.leases > 0) return false;
    await evictor.evict(entry, "requested");
    return true;
  }

  /** @returns false when it is not on the books. */
  pin(id: string, pinned: boolean): boolean {
    const { books, admission } = this.#parts;
    const entry = books.get(id);
    if (entry === undefined) return false;
    entry.pinned = pinned;
    if (!pinned) admission.serve();
    return true;
  }

  #release(entry: Entry): void {
    const { clock, journal, evictor, admission } = this.#parts;
    entry.leases -= 1;
    entry.lastUse = clock.now();
    journal.record({ kind: "released", id: entry.id, leases: entry.leases });
    if (entry.leases > 0) return;
    if (this.#closed) {
      void evictor.evict(entry, "closed");
      return;
    }
    entry.watchIdle(clock, () => void evictor.evict(entry, "idle"));
    if (entry.loaded?.measure !== undefined) void this.#remeasure(entry);
    admission.serve();
  }

  /** Charges a resident what it occupies after its leases; one that has outgrown every room has to go. */
  async #remeasure(entry: Entry): Promise<void> {
    const { loading, evictor, journal } = this.#parts;
    const { id, pool, key, device, priority, bytes: before } = entry;
    const ask = this.#parts.ask({ pool, key, device, priority, bytes: bytes(0) });
    try {
      const measured = entry.loaded?.measure?.();
      if (measured === undefined) return;
      const size = wholeBytes(measured, `the measured bytes of ${id}`);
      const fits = await loading.remeasure(entry, size, ask);
      if (!fits && entry.state === "resident" && entry.leases === 0) {
        await evictor.evict(entry, "budget", ask.id);
      }
    } catch (error) {
      // Its leases have ended, so nobody but the journal can be told.
      const event = { kind: "resized", id, pool, key, device, requestId: ask.id } as const;
      journal.record({ ...event, bytes: entry.bytes, before, error: String(error) });
    }
  }
}
