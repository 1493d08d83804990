import type { Clock, Millis } from "../clock.ts";
import { known, unknown, type Figure, type HostProbe, type Reading } from "./reading.ts";

/** What a JavaScript runtime itself says of memory, in bytes. */
export interface RuntimeMemory {
  /** The resident set of this process. */
  rss(): number;
  /** `process.availableMemory`: what its name says on Windows, free pages alone on macOS. */
  available(): number;
  total(): number;
  /** `process.constrainedMemory`: 0, or a number past the total, where nothing constrains the process. */
  constrained(): number;
}

export interface PortableHostOptions {
  readonly memory: RuntimeMemory;
  readonly clock: Clock;
  /** As `process.platform`. */
  readonly platform: string;
}

// macOS keeps few pages free and gives back inactive and purgeable ones on demand, which libuv does not count.
const AVAILABLE_SOURCES: ReadonlyMap<string, string> = new Map([
  ["darwin", "process.availableMemory (macOS: free pages only, reclaimable cache not counted)"],
  ["win32", "process.availableMemory (Windows: available physical memory)"],
]);

const RSS = "process.memoryUsage.rss";
const AVAILABLE = "process.availableMemory";
const TOTAL = "os.totalmem";
const CONSTRAINED = "process.constrainedMemory";

/** The host on systems without /proc: what the runtime offers, under the runtime's own names. */
export class PortableHostProbe implements HostProbe {
  readonly device = "host";
  readonly #memory: RuntimeMemory;
  readonly #clock: Clock;
  readonly #availableSource: string;

  constructor({ memory, clock, platform }: PortableHostOptions) {
    this.#memory = memory;
    this.#clock = clock;
    this.#availableSource = AVAILABLE_SOURCES.get(platform) ?? AVAILABLE;
  }

  read(): Reading {
    const at = this.#clock.now();
    return {
      device: this.device,
      at,
      used: known(this.#memory.rss(), RSS, at),
      available: known(this.#memory.available(), this.#availableSource, at),
      total: this.#total(at),
    };
  }

  [Symbol.dispose](): void {
    // Nothing is held.
  }

  /** libuv answers 0 where it cannot tell, which is no size of a machine. */
  #total(at: Millis): Figure {
    const total = this.#memory.total();
    const constrained = this.#memory.constrained();
    if (constrained > 0 && constrained < total) return known(constrained, CONSTRAINED, at);
    return total > 0 ? known(total, TOTAL, at) : unknown("os.totalmem is 0", TOTAL, at);
  }
}
