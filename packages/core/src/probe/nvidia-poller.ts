import type { Clock, Millis } from "../clock.ts";
import type { CommandResult, RunCommand } from "./command.ts";
import {
  NVIDIA_SMI,
  NVIDIA_SMI_ARGUMENTS,
  parseGpuListing,
  type GpuListing,
} from "./nvidia-smi.ts";

/** What nvidia-smi said, when it was asked and when it had said it. */
export interface GpuSnapshot {
  readonly listing: GpuListing;
  readonly askedAt: Millis;
  readonly at: Millis;
}

/** How GPUs are polled. */
export interface NvidiaPollerOptions {
  readonly run: RunCommand;
  readonly clock: Clock;
  /** For how long one answer serves all who ask. 250 by default. */
  readonly maxAgeMs?: Millis;
  /** How long nvidia-smi may take before it is killed and the figures are unknown. 5,000 by default. */
  readonly timeLimitMs?: Millis;
}

/** A driver without persistence mode initializes each GPU anew for each nvidia-smi, which takes seconds. */
const DEFAULT_TIME_LIMIT: Millis = 5000;
const DEFAULT_MAX_AGE: Millis = 250;

/**
 * Asks nvidia-smi on behalf of all GPU probes: those who ask meanwhile share one process, and those who ask soon
 * after share its answer. Never rejects. A process that survives its time limit (they hang in the driver, where no
 * signal reaches them) keeps any other from being started until it is gone.
 */
export class NvidiaPoller {
  readonly #run: RunCommand;
  readonly #clock: Clock;
  readonly #maxAgeMs: Millis;
  readonly #timeLimitMs: Millis;
  #last: GpuSnapshot | undefined;
  #inFlight: Promise<GpuSnapshot> | undefined;
  #runningSince: Millis | undefined;

  constructor({ run, clock, maxAgeMs, timeLimitMs }: NvidiaPollerOptions) {
    this.#run = run;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs ?? DEFAULT_MAX_AGE;
    this.#timeLimitMs = timeLimitMs ?? DEFAULT_TIME_LIMIT;
  }

  /** The GPUs as they are now, give or take the maximum age; never as they were before `notBefore`, if it is stated. */
  async read(notBefore?: Millis): Promise<GpuSnapshot> {
    const isFresh = (asked: Millis): boolean => notBefore === undefined || asked >= notBefore;
    if (this.#inFlight !== undefined) {
      const snapshot = await this.#inFlight;
      if (isFresh(snapshot.askedAt)) return snapshot;
    }
    const now = this.#clock.now();
    if (this.#last !== undefined && now - this.#last.at < this.#maxAgeMs) {
      if (isFresh(this.#last.askedAt)) return this.#last;
    }
    if (this.#inFlight !== undefined) return this.#inFlight;
    if (this.#runningSince !== undefined) {
      const listing = stillHanging(now - this.#runningSince);
      return { listing, askedAt: now, at: now };
    }
    this.#inFlight = this.#poll();
    return this.#inFlight;
  }

  async #poll(): Promise<GpuSnapshot> {
    const askedAt = this.#clock.now();
    const abort = new AbortController();
    let cancel = (): void => undefined;
    const late = new Promise<GpuListing>((resolve) => {
      cancel = this.#clock.schedule(this.#timeLimitMs, () => {
        resolve(none(`nvidia-smi gave no answer within ${this.#timeLimitMs} ms`));
        abort.abort();
      });
    });
    const listing = await Promise.race([this.#ask(abort.signal), late]);
    cancel();
    this.#last = { listing, askedAt, at: this.#clock.now() };
    this.#inFlight = undefined;
    return this.#last;
  }

  async #ask(signal: AbortSignal): Promise<GpuListing> {
    this.#runningSince = this.#clock.now();
    try {
      return interpret(await this.#run(NVIDIA_SMI, NVIDIA_SMI_ARGUMENTS, { signal }));
    } catch (error) {
      return none(`nvidia-smi could not be run: ${String(error)}`);
    } finally {
      this.#runningSince = undefined;
    }
  }
}

function interpret(result: CommandResult): GpuListing {
  if (result.kind === "not-started") return none(notStarted(result.reason));
  const listing = parseGpuListing(result.stdout);
  if (listing.kind === "gpus" || result.stdout.trim() !== "") return listing;
  const stderr = parseGpuListing(result.stderr);
  if (result.stderr.trim() !== "" && stderr.kind === "none") return stderr;
  return none(`nvidia-smi ended with code ${result.code ?? "none"} and said nothing`);
}

function notStarted(reason: string): string {
  if (reason !== "ENOENT") return `nvidia-smi could not be started: ${reason}`;
  return "nvidia-smi was not found: there is no NVIDIA driver here, or it is not on the PATH";
}

function stillHanging(elapsed: Millis): GpuListing {
  return none(
    `nvidia-smi has been hanging for ${Math.round(elapsed)} ms; it is not started again before it ends`,
  );
}

function none(reason: string): GpuListing {
  return { kind: "none", reason };
}
