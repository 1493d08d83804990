/**
 * Why a storage left: to make room; its last handle was released; a rematerialization had no more use for it; or it
 * was forgotten for good.
 */
export type EvictionReason = "pressure" | "released" | "spent" | "banished";

/** Told what an engine does, after it did it. An engine without one does no work for it. */
export interface Observer {
  evicted(storage: number, reason: EvictionReason): void;
  ran(operator: number, again: boolean): void;
  /** Nothing was left to evict, and a soft limit let it be passed by so many bytes. */
  overran?(bytes: number): void;
}
