import { wholeBytes } from "../bytes.ts";
import type { Bytes } from "../bytes.ts";
import type { Clock, Millis } from "../clock.ts";
import type { Admission, Ask } from "./admission.ts";
import type { Books } from "./books.ts";
import type { Devices } from "./devices.ts";
import { Entry } from "./entry.ts";
import { InvalidArgumentError } from "../errors.ts";
import { CannotFitError, OutOfMemoryError } from "./errors.ts";
import type { Evictor } from "./evictor.ts";
import type { Flight } from "./flight.ts";
import type { Journal } from "./journal.ts";
import type { AcquireOptions, Loaded } from "./loader.ts";
import { isOutOfMemory } from "./out-of-memory.ts";
import type { PoolRules } from "./pool-options.ts";

/** What loading works on. */
export interface LoadingParts {
  readonly clock: Clock;
  readonly books: Books;
  readonly devices: Devices;
  readonly journal: Journal;
  readonly evictor: Evictor;
  readonly admission: Admission;
}

/** What an earlier load of a resident has taught: better than any estimate. */
interface Lesson {
  readonly bytes: Bytes;
  readonly loadMs: Millis;
}

/** A load is tried again when it turns out larger than estimated and no room can be made; twice at most. */
const ATTEMPTS = 3;

/** Brings residents into memory: places their bytes, calls their loader, and corrects the books by what it measured. */
export class Loading {
  readonly #parts: LoadingParts;
  readonly #lessons = new Map<string, Lesson>();

  constructor(parts: LoadingParts) {
    this.#parts = parts;
  }

  /** The size that the last load of a resident measured. */
  learnedSize(id: string): Bytes | undefined {
    return this.#lessons.get(id)?.bytes;
  }

  /**
   * Loads an entry under its measured size. Grants the flight's leases in the very tick in which the entry becomes a
   * resident, so that no eviction can come between.
   */
  async load<T>(
    ask: Ask,
    rules: PoolRules,
    options: AcquireOptions<T>,
    flight: Flight,
  ): Promise<Entry> {
    const { signal } = flight;
    let request = ask.request;
    for (let attempt = 1; ; attempt++) {
      const entry = this.#newEntry(ask, rules, options, request.bytes);
      const waitMs = options.waitMs ?? rules.waitMs;
      await this.#parts.admission.admit({ ...ask, request, entry, signal, waitMs });
      const measured = await this.#fill(entry, ask, options, flight);
      if (measured === undefined) return entry;
      if (attempt === ATTEMPTS) {
        throw new CannotFitError(entry.key, entry.device, measured, request.bytes, "what was free");
      }
      request = { ...request, bytes: measured };
    }
  }

  /** Charges a resident a new size, and remembers it. @returns false when no room can be made for it. */
  async remeasure(entry: Entry, size: Bytes, ask: Ask): Promise<boolean> {
    const { admission, books, journal } = this.#parts;
    const { id, pool, key, device, bytes: before } = entry;
    this.#lessons.set(id, { bytes: size, loadMs: entry.restoreMs });
    const fits = await admission.charge(entry, size, ask);
    if (fits && books.get(id) === entry && entry.bytes !== before) {
      const event = { kind: "resized", id, pool, key, device, requestId: ask.id } as const;
      journal.record({ ...event, bytes: entry.bytes, before });
    }
    return fits;
  }

  /** Runs `work`, and once more after evicting everything evictable if it ran out of memory. */
  async withRetry<T>(
    device: string,
    subject: string,
    work: () => T | Promise<T>,
    requestId?: number,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      const evicted = await this.#parts.evictor.clearDevice(device, "out-of-memory", requestId);
      try {
        return await work();
      } catch (again) {
        if (!isOutOfMemory(again)) throw again;
        throw new OutOfMemoryError(device, subject, evicted, again);
      }
    }
  }

  #newEntry<T>(ask: Ask, rules: PoolRules, options: AcquireOptions<T>, size: Bytes): Entry {
    const { pool, device, priority } = ask.request;
    const entry = new Entry({
      pool,
      key: options.key,
      device,
      bytes: size,
      priority,
      restoreMs: options.restoreMs ?? 0,
      pinned: options.pinned ?? rules.pinned,
      idleMs: options.idleMs ?? rules.idleMs,
      minimumStayMs: options.minimumStayMs ?? rules.minimumStayMs,
    });
    const lesson = this.#lessons.get(entry.id);
    if (lesson !== undefined) entry.restoreMs = lesson.loadMs;
    return entry;
  }

  /** Loads into a placed entry. @returns the measured size if there is no room for it; the entry is gone then. */
  async #fill<T>(
    entry: Entry,
    ask: Ask,
    options: AcquireOptions<T>,
    flight: Flight,
  ): Promise<Bytes | undefined> {
    const { signal } = flight;
    const { clock, devices, journal, admission } = this.#parts;
    const { id, pool, key, device, bytes: estimated } = entry;
    const event = { id, pool, key, device, requestId: ask.id };
    journal.record({ kind: "load-started", ...event, bytes: estimated });
    const started = clock.now();
    let loaded: Loaded<T> | undefined;
    try {
      loaded = await this.withRetry(device, key, () => options.load({ device, signal }), ask.id);
      const loadMs = clock.now() - started;
      devices.noteChange(device);
      checkLoaded(loaded, id);
      const measured =
        loaded.bytes === undefined
          ? estimated
          : wholeBytes(loaded.bytes, `the loaded bytes of ${id}`);
      this.#lessons.set(id, { bytes: measured, loadMs });
      if (!(await admission.charge(entry, measured, ask))) {
        const tooLarge = `it takes ${measured} bytes, and there is room for ${estimated}`;
        await this.#giveUp(entry, ask, loaded, tooLarge);
        return measured;
      }
      entry.restoreMs = loadMs;
      entry.settle(loaded, clock.now());
      journal.record({ kind: "loaded", ...event, bytes: measured, estimated, loadMs });
    } catch (error) {
      await this.#giveUp(entry, ask, loaded, error);
      throw error;
    }
    flight.grant(entry);
    return undefined;
  }

  /** Disposes of what was loaded, if it came to that; what cannot be disposed of stays on the books as unreturned. */
  async #giveUp(
    entry: Entry,
    ask: Ask,
    loaded: Loaded<unknown> | undefined,
    error: unknown,
  ): Promise<void> {
    const { books, journal, admission } = this.#parts;
    const { id, pool, key, device, bytes: reserved } = entry;
    try {
      await loaded?.dispose?.();
      books.remove(entry);
    } catch {
      books.writeOff(entry);
    }
    journal.record({
      kind: "load-failed",
      id,
      pool,
      key,
      device,
      requestId: ask.id,
      bytes: reserved,
      error: String(error),
    });
    admission.serve();
  }
}

/** A program without types may forget to return what it loaded. */
function checkLoaded(loaded: unknown, id: string): void {
  if (typeof loaded === "object" && loaded !== null && "value" in loaded) return;
  throw new InvalidArgumentError(
    `the loader of ${id} gave ${String(loaded)}: it has to give { value }, with dispose to free it`,
  );
}
