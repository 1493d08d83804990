import type { Millis } from "../clock.ts";
import type { Loaded } from "../residency/loader.ts";
import type { FakeDevice } from "./fake-device.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A model that can be loaded onto a fake device, and counts what happens to it. */
export class FakeModel {
  readonly key: string;
  readonly bytes: number;
  readonly device: FakeDevice;
  readonly loadMs: Millis;
  /** What the loader reports; nothing unless set. */
  measured: number | undefined;
  /** Errors that the next loads fail with, in order. */
  failures: Error[] = [];
  loads = 0;
  loading = 0;
  disposals = 0;
  readonly #clock: VirtualClock;

  constructor(key: string, bytes: number, device: FakeDevice, clock: VirtualClock, loadMs = 10) {
    this.key = key;
    this.bytes = bytes;
    this.device = device;
    this.loadMs = loadMs;
    this.#clock = clock;
  }

  /** How many copies are in memory. */
  get copies(): number {
    return this.loads - this.disposals;
  }

  readonly load = async (): Promise<Loaded<FakeModel>> => {
    this.loading += 1;
    try {
      await this.#clock.sleep(this.loadMs);
      const failure = this.failures.shift();
      if (failure !== undefined) throw failure;
    } finally {
      this.loading -= 1;
    }
    this.loads += 1;
    this.device.allocate(this.measured ?? this.bytes);
    return { value: this, bytes: this.measured, dispose: () => this.#dispose() };
  };

  /** What to pass to `pool.acquire`. */
  get options() {
    return { key: this.key, device: this.device.device, bytes: this.bytes, load: this.load };
  }

  #dispose(): void {
    this.disposals += 1;
    this.device.free(this.measured ?? this.bytes);
  }
}
