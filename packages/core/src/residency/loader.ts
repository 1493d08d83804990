import type { Millis } from "../clock.ts";

/** What a loader is told. */
export interface LoadContext {
  /** `host`, `cuda:0`, … */
  readonly device: string;
  /** Aborted when nobody waits for the load any more. What arrives afterwards is disposed of at once. */
  readonly signal: AbortSignal;
}

/** What a loader hands over to the governor, which calls `dispose` exactly once. */
export interface Loaded<T> {
  readonly value: T;
  /** Bytes it occupies, if the loader measured them; the governor keeps its estimate otherwise. */
  readonly bytes?: number | undefined;
  /** Bytes it occupies by now, asked when its last lease ends: a session grows with what it has run. */
  readonly measure?: (() => number | undefined) | undefined;
  /** Gives the memory back, and is awaited. Bytes are credited when it has finished; one that throws keeps them on the books. */
  readonly dispose?: (() => unknown) | undefined;
}

/** Brings a resident into memory. One that runs out of memory throws an error that `isOutOfMemory` recognizes. */
export type Loader<T> = (context: LoadContext) => Loaded<T> | Promise<Loaded<T>>;

/** How a resident is treated: stated for one, or for all of a pool. */
export interface ResidentTerms {
  /** Higher stays longer, and is never evicted for lower. 0 unless stated. */
  readonly priority?: number | undefined;
  /** Never evicted to make room. */
  readonly pinned?: boolean | undefined;
  /** Evict after this long without a lease. Never unless stated. */
  readonly idleMs?: Millis | undefined;
  /** Keep at least this long after loading. 0 unless stated. */
  readonly minimumStayMs?: Millis | undefined;
  /**
   * How long an acquire waits for other leases to end before it gives up. The governor's default unless stated. Loading
   * takes as long as it takes: a `signal` ends that, such as `AbortSignal.timeout(60_000)`.
   */
  readonly waitMs?: Millis | undefined;
}

/** What to lease, and how to load it if it is not resident. */
export interface AcquireOptions<T> extends ResidentTerms {
  /** Names the resident within its pool: whatever tells two loads apart, such as path and element type. */
  readonly key: string;
  /** `host` unless stated. */
  readonly device?: string | undefined;
  /** Estimated bytes on the device. A size measured by an earlier load of the same key wins. */
  readonly bytes: number;
  readonly load: Loader<T>;
  /** Gives up waiting. Rejects with the signal's reason; what arrives late is disposed of. */
  readonly signal?: AbortSignal | undefined;
  /** Estimated load time, until one has been measured. */
  readonly restoreMs?: Millis | undefined;
}
