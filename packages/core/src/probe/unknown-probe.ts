import type { Clock } from "../clock.ts";
import { unknownReading, type Probe, type Reading } from "./reading.ts";

/**
 * A device that offers no way to ask for its memory. Its figures are unknown until a budget narrows them, which
 * can govern it alone.
 */
export class UnknownProbe implements Probe {
  readonly device: string;
  readonly #reason: string;
  readonly #clock: Clock;

  constructor(device: string, clock: Clock) {
    this.device = device;
    this.#clock = clock;
    this.#reason = `${whyUnknown(device)}; state a budget: --budget ${device}=2GB`;
  }

  read(): Reading {
    return unknownReading(this.device, this.#reason, "no query", this.#clock.now());
  }
}

function whyUnknown(device: string): string {
  const [family = device] = device.split(":", 1);
  return family === "webgpu"
    ? "webgpu has no memory query (gpuweb #5505)"
    : `no memory query is known for ${family}`;
}
