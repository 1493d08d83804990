import type { LedgerFollower } from "./ledger-follower.ts";

/** Chooses what to evict next. */
export interface Ranker {
  /** What the scores are made of, for the engine to keep up to date. */
  readonly costs: LedgerFollower;
  /** A lower bound of the time-independent part of the score, for the candidates' blocks. */
  key(storage: number): number;
  /** The candidate to evict, or NONE when there are none. */
  pick(): number;
}
