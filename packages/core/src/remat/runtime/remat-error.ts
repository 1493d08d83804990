import { formatBytes } from "../../bytes.ts";
import { SpillwayError } from "../../errors.ts";

/** An operator that does not fit under a hard limit. */
export class RematOutOfMemoryError extends SpillwayError {
  override readonly name: string = "RematOutOfMemoryError";
  readonly code = "ERR_REMAT_OUT_OF_MEMORY";
  readonly neededBytes: number;
  readonly thresholdBytes: number;
  /** What this operator needs at the least: what is pinned or locked, its inputs and its outputs. */
  readonly smallestBytes: number;

  constructor(neededBytes: number, thresholdBytes: number, smallestBytes: number) {
    super(
      `nothing is left to evict: ${formatBytes(neededBytes)} would be resident, the threshold is ` +
        `${formatBytes(thresholdBytes)}; set it to ${formatBytes(smallestBytes)} or more, or release tensors`,
    );
    this.neededBytes = neededBytes;
    this.thresholdBytes = thresholdBytes;
    this.smallestBytes = smallestBytes;
  }
}

/** Rematerialization that has taken longer than its limit. */
export class RematThrashingError extends SpillwayError {
  override readonly name: string = "RematThrashingError";
  readonly code = "ERR_REMAT_THRASHING";
  readonly rematNs: number;
  readonly limitNs: number;

  constructor(rematNs: number, limitNs: number) {
    super(
      `rematerialization has taken ${rematNs} ns, more than its limit of ${limitNs} ns; raise the threshold or the limit`,
    );
    this.rematNs = rematNs;
    this.limitNs = limitNs;
  }
}
