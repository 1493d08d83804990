import { OwnCost } from "../cost/own-cost.ts";
import type { Candidates } from "../engine/candidates.ts";
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
  readonly #candidates: Candidates;
  readonly #cost: OwnCost;
  readonly #draw: () => number;

  constructor(candidates: Candidates, cost: OwnCost, draw: () => number) {
    this.#candidates = candidates;
    this.#cost = cost;
    this.#draw = draw;
  }

  key(): number {
    return 0;
  }

  pick(): number {
    const { count } = this.#candidates;
    return count === 0 ? NONE : this.#candidates.nth(Math.floor(this.#draw() * count));
  }

  introduced(storage: number): void {
    this.#cost.introduced(storage);
  }

  recosted(): void {
    // No score depends on it.
  }

  evicted(): void {
    // No score depends on it.
  }

  restored(): void {
    // No score depends on it.
  }

  fit(): void {
    this.#cost.fit();
  }
}
