import type { Candidates } from "../engine/candidates.ts";
import type { LedgerFollower } from "../engine/ledger-follower.ts";
import type { Ranker } from "../engine/ranker.ts";
import { NONE } from "../graph/graph.ts";

/** How a scan goes through the candidates. */
export interface Stride {
  readonly sqrtSampling: boolean;
  readonly random: () => number;
}

/**
 * Finds the candidate with the least score by asking each, in pool order, or a random sample of about 2·sqrt(n). O(n)
 * scores a search: for formulas that cannot be bounded in advance. Ties go as in a `FactoredRanker`.
 */
export class ScanRanker implements Ranker {
  readonly costs: LedgerFollower;
  readonly #candidates: Candidates;
  readonly #score: (storage: number) => number;
  readonly #stride: Stride;

  constructor(
    candidates: Candidates,
    costs: LedgerFollower,
    score: (storage: number) => number,
    stride: Stride,
  ) {
    this.#candidates = candidates;
    this.costs = costs;
    this.#score = score;
    this.#stride = stride;
  }

  key(): number {
    return 0;
  }

  pick(): number {
    const { length, count } = this.#candidates;
    if (count === 0) return NONE;
    const longest = this.#stride.sqrtSampling ? Math.floor(Math.sqrt(count)) : 1;
    let best = NONE;
    let least = Infinity;
    for (let slot = this.#step(longest) - 1; slot < length; slot += this.#step(longest)) {
      const storage = this.#candidates.at(slot);
      if (storage === NONE) continue;
      const score = this.#score(storage);
      if (score > least) continue;
      best = storage;
      least = score;
      if (score === 0) break;
    }
    return best === NONE ? this.#first() : best;
  }

  /** A random stride in [1, longest]. */
  #step(longest: number): number {
    return longest === 1 ? 1 : 1 + Math.floor(this.#stride.random() * longest);
  }

  /** A sample may meet only empty slots, or scores that are not numbers. */
  #first(): number {
    let slot = 0;
    while (this.#candidates.at(slot) === NONE) slot += 1;
    return this.#candidates.at(slot);
  }
}
