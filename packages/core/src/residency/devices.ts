import type { Bytes } from "../bytes.ts";
import type { Clock, Millis } from "../clock.ts";
import { narrowReading } from "../probe/narrow.ts";
import type { Probe, Reading } from "../probe/reading.ts";
import { UnknownProbe } from "../probe/unknown-probe.ts";
import type { Books } from "./books.ts";

/** The devices of a governor: their probes, narrowed by the budgets stated for them. */
export class Devices {
  readonly #probes: Map<string, Probe>;
  readonly #budgets: ReadonlyMap<string, Bytes>;
  readonly #books: Books;
  readonly #clock: Clock;
  readonly #changedAt = new Map<string, Millis>();

  constructor(
    probes: readonly Probe[],
    budgets: ReadonlyMap<string, Bytes>,
    books: Books,
    clock: Clock,
  ) {
    this.#probes = new Map(probes.map((probe) => [probe.device, probe]));
    this.#budgets = budgets;
    this.#books = books;
    this.#clock = clock;
  }

  /** The names of the devices that can be read, and of those that have a budget. */
  get names(): readonly string[] {
    return [...new Set([...this.#probes.keys(), ...this.#budgets.keys()])];
  }

  budgetOf(device: string): Bytes | undefined {
    return this.#budgets.get(device);
  }

  /** Bytes were placed on a device, or taken off: what was read before does not show it. */
  noteChange(device: string): void {
    this.#changedAt.set(device, this.#clock.now());
  }

  /** What the device reports, whatever was stated for it; never from before the last change that was noted. */
  readRaw(device: string): Reading | Promise<Reading> {
    return this.#probeOf(device).read(this.#changedAt.get(device));
  }

  /** A reading under the budget stated for its device. */
  narrow(reading: Reading): Reading {
    const budget = this.#budgets.get(reading.device);
    if (budget === undefined) return reading;
    const placed = this.#books.placedOn(reading.device);
    return narrowReading(reading, { budget, placed, source: `budget of ${reading.device}` });
  }

  #probeOf(device: string): Probe {
    const known = this.#probes.get(device);
    if (known !== undefined) return known;
    const unknown = new UnknownProbe(device, this.#clock);
    this.#probes.set(device, unknown);
    return unknown;
  }
}
