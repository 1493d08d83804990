import type { ConstraintList } from "../expr/constraint-list.ts";

/** Whose residents a list may evict: all on the device, or the pool's own. */
export type ListScope = "device" | "pool";

/** A pool's compiled list of constraints, under the name a configuration gives it. */
export interface NamedList {
  /** The documented constant, e.g. `IMAGE_PROCESSOR_CACHE_GC_CONSTRAINTS`. */
  readonly name: string;
  readonly scope: ListScope;
  readonly constraints: ConstraintList;
}

/** A pool's lists: those for the host in the order they are asked, and those for every other device. */
export interface PoolLists {
  readonly host: readonly NamedList[];
  readonly accelerator: readonly NamedList[];
}

/** The lists that a request on `device` has to pass. */
export function listsFor(lists: PoolLists, device: string): readonly NamedList[] {
  return device === "host" ? lists.host : lists.accelerator;
}
