import { OwnCost } from "../cost/own-cost.ts";
import type { Candidates } from "../engine/candidates.ts";
import type { LedgerFollower } from "../engine/ledger-follower.ts";
import type { Ranker } from "../engine/ranker.ts";
import { NONE } from "../graph/graph.ts";
import type { Heuristic } from "./heuristic.ts";

/** Any candidate, with equal chances: the baseline of the DTR paper, section 4.1. */
export const random: Heuristic = {
  name: "random",
  source: "baseline of the DTR paper, section 4.1",
  formula: "uniform",
  needsFuture: false,
  ranker: ({ ledger, candidates, random: draw }) =>
    new RandomRanker(candidates, new OwnCost(ledger, 1), draw),
};

class RandomRanker implements Ranker {
  readonly costs: LedgerFollower;
  readonly #candidates: Candidates;
  readonly #draw: () => number;

  constructor(candidates: Candidates, costs: LedgerFollower, draw: () => number) {
    this.#candidates = candidates;
    this.costs = costs;
    this.#draw = draw;
  }

  key(): number {
    return 0;
  }

  pick(): number {
    const { count } = this.#candidates;
    return count === 0 ? NONE : this.#candidates.nth(Math.floor(this.#draw() * count));
  }
}
