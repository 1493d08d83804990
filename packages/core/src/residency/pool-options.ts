import type { Bytes } from "../bytes.ts";
import { bytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import type { ListMode } from "../expr/constraint-list.ts";
import type { PoolLists } from "./constraint-lists.ts";
import type { ConstraintSources } from "./pool-defaults.ts";
import { compilePoolLists } from "./pool-lists.ts";

/** How a pool is governed. What an acquire states for its resident wins over the pool. */
export interface PoolOptions {
  /** Replaces the documented default of each list that it names. */
  readonly constraints?: ConstraintSources | undefined;
  /** Whether one met constraint of a list is enough (`any`, the default) or `all` must be met. */
  readonly mode?: ListMode | undefined;
  /** A hard cap on the pool's bytes on all devices together. */
  readonly budget?: number | undefined;
  /** Higher stays longer, and is never evicted for lower. 0 unless stated. */
  readonly priority?: number | undefined;
  /** Never evicted to make room. */
  readonly pinned?: boolean | undefined;
  /** Evict after this long without a lease. Never unless stated. */
  readonly idleMs?: Millis | undefined;
  /** Keep at least this long after loading. 0 unless stated. */
  readonly minimumStayMs?: Millis | undefined;
  /** How long an acquire waits for leases to end before it gives up. The governor's default unless stated. */
  readonly waitMs?: Millis | undefined;
}

/** A pool's options, checked and with their defaults. */
export interface PoolRules {
  readonly name: string;
  readonly lists: PoolLists;
  readonly budget: Bytes | undefined;
  readonly priority: number;
  readonly pinned: boolean;
  readonly idleMs: Millis | undefined;
  readonly minimumStayMs: Millis;
  readonly waitMs: Millis;
}

/** @throws ConstraintListError for a wrong constraint, RangeError for a budget that is no byte count. */
export function poolRules(name: string, options: PoolOptions, waitMs: Millis): PoolRules {
  return {
    name,
    lists: compilePoolLists(name, options.constraints, options.mode),
    budget: options.budget === undefined ? undefined : bytes(options.budget),
    priority: options.priority ?? 0,
    pinned: options.pinned ?? false,
    idleMs: options.idleMs,
    minimumStayMs: options.minimumStayMs ?? 0,
    waitMs: options.waitMs ?? waitMs,
  };
}
