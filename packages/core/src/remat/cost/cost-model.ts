import type { LedgerFollower } from "../engine/ledger-follower.ts";

/** What it costs to restore a storage, in the sense of one heuristic: the numerator of its score. */
export interface CostModel extends LedgerFollower {
  /**
   * By storage: a lower bound of `exact`. It lets a search pass over storages without asking for the
   * exact cost, which may take a walk.
   */
  readonly bound: Float64Array;
  /** The cost as it is now; also renews the bound. */
  exact(storage: number): number;
}

/** Told when the bound of a storage has fallen. */
export type Lowered = (storage: number) => void;
