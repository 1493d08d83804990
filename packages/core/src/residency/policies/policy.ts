import type { Resident } from "../resident.ts";

/** How a policy turns its ranking into victims. */
export type VictimChoice =
  /** The sufficient set whose worth, weighted by bytes, is least. */
  | "cheapest-set"
  /** In ranking order until enough is free; then without those that turned out to be unnecessary. */
  | "in-order"
  /** Everything that the list names, whatever is needed. */
  | "everything";

/** Ranks residents for eviction. A pure function of plain data, so that a replay agrees. */
export interface EvictionPolicy {
  readonly name: string;
  /** One line for help and reports. */
  readonly summary: string;
  readonly choice: VictimChoice;
  /** What keeping the resident is worth at `now`. The lowest goes first; ties go by id. */
  worth(resident: Resident, now: number): number;
}
