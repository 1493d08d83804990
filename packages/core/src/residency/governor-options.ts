import type { Clock, Millis } from "../clock.ts";
import type { Probe } from "../probe/reading.ts";
import type { EvictionPolicy } from "./policies/policy.ts";
import type { PoolOptions } from "./pool-options.ts";

/** How a governor is set up. All of it has defaults. */
export interface GovernorOptions {
  /** What can be read. A device without a probe is unknown, and governed by its budget alone. */
  readonly probes?: readonly Probe[] | undefined;
  /** Hard caps in bytes, by device. */
  readonly budgets?: Readonly<Record<string, number>> | undefined;
  readonly pools?: Readonly<Record<string, PoolOptions>> | undefined;
  /** A policy, or the name of one: `cost-per-byte` (default), `lru`, `largest`, `gdsf`, `clear-all`. */
  readonly policy?: string | EvictionPolicy | undefined;
  readonly clock?: Clock | undefined;
  /** How long an acquire waits for leases to end. Five minutes unless stated. */
  readonly waitMs?: Millis | undefined;
  /** Requests that may wait at once. 256 unless stated. */
  readonly maxWaiting?: number | undefined;
  /** After waiting this long a request is not overtaken any more. Two seconds unless stated. */
  readonly overtakeMs?: Millis | undefined;
  /** Journal entries kept in memory, of each sort. 4096 unless stated. */
  readonly journalCapacity?: number | undefined;
}
