import { formatBytes } from "../../bytes.ts";
import { SpillwayError } from "../../errors.ts";

/** An operator that does not fit under a hard limit. */
export class RematOutOfMemoryError extends SpillwayError {
  override readonly name: string = "RematOutOfMemoryError";
  readonly code = "ERR_REMAT_OUT_OF_MEMORY";
  readonly neededBytes: number;
  readonly thresholdBytes: number;
  /**
   * With this threshold the operator is not refused where it was: all that is resident there must stay, being in use, pinned or
   * too small to be evicted. What the operator takes after that, and later operators, may need more.
   */
  readonly smallestBytes: number;

  constructor(neededBytes: number, thresholdBytes: number) {
    super(
      `nothing is left to evict: with this operator ${inBothUnits(neededBytes)} would be resident, the threshold is ` +
        `${inBothUnits(thresholdBytes)}; set it to ${neededBytes} or more for this operator, or release tensors; ` +
        "a later one may need more: spillway simulate, on a recorded step, tells the whole",
    );
    this.neededBytes = neededBytes;
    this.thresholdBytes = thresholdBytes;
    this.smallestBytes = neededBytes;
  }
}

/** Sizes that round to the same one must be told apart. */
function inBothUnits(bytes: number): string {
  return bytes < 1000 ? formatBytes(bytes) : `${formatBytes(bytes)} (${bytes} bytes)`;
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
