import type { Clock } from "../clock.ts";
import type { Figure, Probe, Reading } from "../probe/reading.ts";

/** A device of so many bytes, of which others may take and give. Counts what is really allocated. */
export class FakeDevice implements Probe {
  readonly device: string;
  readonly total: number;
  allocated = 0;
  /** Taken by other programs. */
  elsewhere = 0;
  /** What frees do not give back, as a fraction: 0 is an honest device. */
  keeps = 0;
  reads = 0;
  readonly #clock: Clock;

  constructor(device: string, total: number, clock: Clock) {
    this.device = device;
    this.total = total;
    this.#clock = clock;
  }

  allocate(bytes: number): void {
    this.allocated += bytes;
  }

  free(bytes: number): void {
    this.allocated -= bytes * (1 - this.keeps);
  }

  read(): Reading {
    this.reads += 1;
    const used = this.allocated + this.elsewhere;
    return {
      device: this.device,
      at: this.#clock.now(),
      used: this.#known(used),
      available: this.#known(Math.max(0, this.total - used)),
      total: this.#known(this.total),
    };
  }

  #known(value: number): Figure {
    return { kind: "known", value, source: "a fake device", at: this.#clock.now() };
  }
}
