import { Governor } from "@spillway/core";
import type { GovernorOptions, Lease, Probe, Reading } from "@spillway/core";
import { VirtualClock, settle } from "../../core/src/testing/virtual-clock.ts";

export const MB = 1_000_000;

/** What a model of a scenario is like. */
export interface Model {
  readonly key: string;
  readonly pool?: string;
  readonly device?: string;
  /** What is asked for. */
  readonly bytes: number;
  /** What it turns out to take. */
  readonly measured?: number;
  /** What it takes once it has been used. */
  readonly remeasured?: number;
  readonly loadMs?: number;
  readonly failure?: Error;
}

/** A device of so many bytes; what is freed comes back but for a little. */
class CountingProbe implements Probe {
  readonly device: string;
  readonly #total: number;
  readonly #clock: VirtualClock;
  used = 40 * MB;

  constructor(device: string, total: number, clock: VirtualClock) {
    this.device = device;
    this.#total = total;
    this.#clock = clock;
  }

  read(): Reading {
    const at = this.#clock.now();
    const figure = (value: number) => ({ kind: "known", value, source: "a test", at }) as const;
    const available = Math.max(0, this.#total - this.used);
    return {
      device: this.device,
      at,
      used: figure(this.used),
      available: figure(available),
      total: figure(this.#total),
    };
  }
}

/** A real governor with its clock and its device, and a short way to load what it governs. */
export class Governed {
  readonly clock = new VirtualClock();
  readonly probe: CountingProbe;
  readonly governor: Governor;

  constructor(total: number, options: GovernorOptions = {}) {
    this.probe = new CountingProbe("host", total, this.clock);
    this.governor = new Governor({ probes: [this.probe], clock: this.clock, ...options });
  }

  acquire(model: Model): Promise<Lease<string>> {
    const { key, pool = "image_processor", device = "host", bytes, loadMs = 100 } = model;
    const size = model.measured ?? bytes;
    return this.governor.pool(pool).acquire({
      key,
      device,
      bytes,
      load: async () => {
        await this.clock.sleep(loadMs);
        if (model.failure !== undefined) throw model.failure;
        this.probe.used += size;
        const dispose = (): void => void (this.probe.used -= Math.floor(size * 0.98));
        return { value: key, bytes: size, dispose, measure: () => model.remeasured };
      },
    });
  }

  /** Loads a model, uses it for a while and lets it go. */
  async use(model: Model, forMs: number): Promise<void> {
    const lease = this.acquire(model);
    await this.clock.advance(model.loadMs ?? 100);
    const held = await lease;
    await this.clock.advance(forMs);
    held.release();
    await settle();
  }
}
