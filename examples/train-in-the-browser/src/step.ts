/** What one training step took. */
export interface Step {
  readonly number: number;
  readonly loss: number;
  /** The most that was in memory at a time. */
  readonly peakBytes: number;
  /** Infinity while measuring. */
  readonly thresholdBytes: number;
  readonly evictions: number;
  readonly recomputed: number;
  readonly ms: number;
}

/**
 * Steps without a threshold, to learn what the network takes: in the first the shaders are compiled, in the second the
 * optimizer's memory is there for the first time.
 */
export const MEASURING_STEPS = 3;
