import { bytes } from "../bytes.ts";
import type { Bytes } from "../bytes.ts";
import { InvariantError } from "../errors.ts";
import type { Reading } from "../probe/reading.ts";
import type { Books } from "./books.ts";
import type { Devices } from "./devices.ts";
import type { Entry } from "./entry.ts";
import type { Journal } from "./journal.ts";
import { isIdle } from "./resident.ts";
import type { EvictionReason } from "./resident.ts";

/** What the evictor works on. */
export interface EvictorParts {
  readonly books: Books;
  readonly devices: Devices;
  readonly journal: Journal;
  /** Called when bytes have come back, so that those who wait can try again. */
  readonly onFreed: () => void;
}

/** Takes residents out of memory and finds out what that gave back. */
export class Evictor {
  readonly #parts: EvictorParts;

  constructor(parts: EvictorParts) {
    this.#parts = parts;
  }

  /**
   * Disposes of one unleased resident. Its bytes leave the books when its disposal has finished; a disposal that
   * throws leaves them there as unreturned. Never rejects.
   */
  evict(entry: Entry, reason: EvictionReason, requestId?: number): Promise<void> {
    if (entry.eviction !== undefined) return entry.eviction;
    if (entry.leases > 0)
      throw new InvariantError(`${entry.id} was to be evicted while it is leased`);
    entry.state = "evicting";
    entry.stopWatching();
    entry.eviction = this.#dispose(entry, reason, requestId);
    return entry.eviction;
  }

  /**
   * Evicts for a request, and records what was predicted and what came back: by the device's own figures, which
   * know nothing of budgets.
   */
  async makeRoom(
    victims: readonly Entry[],
    before: Reading,
    reason: EvictionReason,
    requestId: number,
  ): Promise<void> {
    const { devices, journal } = this.#parts;
    const { device } = before;
    const onDevice = victims.filter((victim) => victim.device === device);
    const predicted = bytes(onDevice.reduce((sum, victim) => sum + victim.credit, 0));
    await Promise.all(victims.map((victim) => this.evict(victim, reason, requestId)));
    const after = await devices.readRaw(device);
    const measured = givenBack(before, after);
    journal.record({
      kind: "measured",
      requestId,
      device,
      predicted,
      ...(measured === undefined ? {} : { measured }),
      reading: devices.narrow(after),
    });
  }

  /** Evicts everything on a device that is neither leased nor pinned. @returns the bytes taken off the books. */
  async clearDevice(device: string, reason: EvictionReason, requestId?: number): Promise<Bytes> {
    const victims = this.#parts.books.residents.filter(
      (entry) => entry.device === device && isIdle(entry),
    );
    const total = bytes(victims.reduce((sum, victim) => sum + victim.bytes, 0));
    await Promise.all(victims.map((victim) => this.evict(victim, reason, requestId)));
    return total;
  }

  async #dispose(entry: Entry, reason: EvictionReason, requestId?: number): Promise<void> {
    const { books, devices, journal, onFreed } = this.#parts;
    const { id, pool, key, device } = entry;
    const event = { kind: "evicted", id, pool, key, device, reason, bytes: entry.bytes } as const;
    const ofRequest = requestId === undefined ? {} : { requestId };
    const failure = await disposalFailure(entry);
    if (failure === undefined) books.remove(entry);
    else books.writeOff(entry);
    journal.record({ ...event, ...ofRequest, ...failure });
    entry.loaded = undefined;
    devices.noteChange(device);
    onFreed();
  }
}

/** Disposes of what an entry holds. @returns why that failed, if it did. */
async function disposalFailure(entry: Entry): Promise<{ readonly error: string } | undefined> {
  try {
    await entry.loaded?.dispose?.();
    return undefined;
  } catch (error) {
    return { error: String(error) };
  }
}

/**
 * What was given back: by how much less is used, else by how much more is available, else unknown. `used` comes first
 * because it is this program's own on the host: there, `available` moves with every other process, and a kernel keeps
 * freed pages in lists of its own for a while.
 */
function givenBack(before: Reading, after: Reading): number | undefined {
  if (before.used.kind === "known" && after.used.kind === "known") {
    return before.used.value - after.used.value;
  }
  if (before.available.kind === "known" && after.available.kind === "known") {
    return after.available.value - before.available.value;
  }
  return undefined;
}
