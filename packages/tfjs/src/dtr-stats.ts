/** What a wrapped backend does with its memory. Times are milliseconds. */
export interface DtrStats {
  /** Bytes in memory that Spillway placed, and the most that were since the last `resetPeak()`. */
  readonly usedBytes: number;
  readonly peakBytes: number;
  readonly thresholdBytes: number;
  /** Bytes over the threshold at worst, which only a soft limit allows. */
  readonly overBytes: number;
  /** Buffers that were evicted to make room. */
  readonly evictions: number;
  /** Operators that were run again, and how long that took in all. */
  readonly rematerializations: number;
  readonly rematMs: number;
  /** How long the program's own operators took in all. On a GPU: to hand them over. */
  readonly programMs: number;
  /** Operators that are kept because something may have to be made again by them. */
  readonly operators: number;
}
