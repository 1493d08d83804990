import type { Candidates } from "../engine/candidates.ts";
import type { Ledger } from "../engine/ledger.ts";
import type { Ranker } from "../engine/ranker.ts";

/** MegEngine's two weights. At 1 and 1 every heuristic is its published formula. */
export interface Exponents {
  /** Of the time to restore. */
  readonly time: number;
  /** Of the memory that restoring takes: the storage's own bytes and those of its evicted ancestors. */
  readonly memory: number;
}

/** What a heuristic ranks with. */
export interface RankingContext {
  readonly ledger: Ledger;
  readonly candidates: Candidates;
  readonly exponents: Exponents;
  /** Consider only about 2·sqrt(n) candidates, at random strides (DTR paper, section 5). */
  readonly sqrtSampling: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** A rule for what to evict next: the candidate with the lowest score goes. */
export interface Heuristic {
  readonly name: string;
  /** Where it was published. */
  readonly source: string;
  readonly formula: string;
  /** Whether it must know the rest of the program, which only a traced one does. */
  readonly needsFuture: boolean;
  ranker(context: RankingContext): Ranker;
}
