import { bytes } from "../bytes.ts";
import type { Bytes } from "../bytes.ts";
import { InvariantError } from "../errors.ts";
import type { Entry } from "./entry.ts";

/** Every byte that the governor placed, by resident; what a failed disposal did not give back, by device. */
export class Books {
  readonly #entries = new Map<string, Entry>();
  readonly #unreturned = new Map<string, number>();
  readonly #placedOn = new Map<string, number>();
  readonly #placedIn = new Map<string, number>();

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** All residents, in the order in which they were placed. */
  get residents(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** Bytes charged to a device, loads under way and unreturned bytes included. */
  placedOn(device: string): Bytes {
    return bytes((this.#placedOn.get(device) ?? 0) + this.unreturned(device));
  }

  /** Bytes charged to a pool, on all devices. */
  placedIn(pool: string): Bytes {
    return bytes(this.#placedIn.get(pool) ?? 0);
  }

  unreturned(device: string): Bytes {
    return bytes(this.#unreturned.get(device) ?? 0);
  }

  add(entry: Entry): void {
    if (this.#entries.has(entry.id))
      throw new InvariantError(`${entry.id} is on the books already`);
    this.#entries.set(entry.id, entry);
    this.#charge(entry, entry.bytes);
  }

  remove(entry: Entry): void {
    if (this.#entries.get(entry.id) !== entry)
      throw new InvariantError(`${entry.id} is not on the books`);
    this.#entries.delete(entry.id);
    this.#charge(entry, 0 - entry.bytes);
  }

  /** Corrects what a resident is charged, and what evicting it is expected to give back. */
  resize(entry: Entry, size: Bytes): void {
    this.#charge(entry, size - entry.bytes);
    entry.bytes = size;
    entry.credit = size;
  }

  /** Disposing of something failed: its bytes stay charged to the device, though nothing can be done with them. */
  writeOff(entry: Entry): void {
    this.remove(entry);
    this.#unreturned.set(entry.device, this.unreturned(entry.device) + entry.bytes);
  }

  /** Re-derives every sum. @throws InvariantError naming the first that disagrees. */
  checkInvariants(): void {
    for (const [sums, of] of [
      [this.#placedOn, (entry: Entry) => entry.device],
      [this.#placedIn, (entry: Entry) => entry.pool],
    ] as const) {
      for (const [name, sum] of sums) {
        const actual = this.residents
          .filter((entry) => of(entry) === name)
          .reduce((total, entry) => total + entry.bytes, 0);
        if (actual !== sum)
          throw new InvariantError(`the books say ${sum} bytes for ${name}, not ${actual}`);
      }
    }
    for (const entry of this.#entries.values()) {
      if (entry.leases < 0) throw new InvariantError(`${entry.id} has ${entry.leases} leases`);
      if (entry.leases > 0 && entry.state !== "resident") {
        throw new InvariantError(`${entry.id} is leased while it is ${entry.state}`);
      }
    }
  }

  #charge(entry: Entry, amount: number): void {
    this.#placedOn.set(entry.device, bytes((this.#placedOn.get(entry.device) ?? 0) + amount));
    this.#placedIn.set(entry.pool, bytes((this.#placedIn.get(entry.pool) ?? 0) + amount));
  }
}
