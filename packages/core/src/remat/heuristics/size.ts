import { OwnCost } from "../cost/own-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * The largest storage first.
 *
 *     1 / m(S)
 *
 * GreedyRemat, Kumar et al., NeurIPS 2019; baseline of the DTR paper, section 4.1.
 */
export const size: Heuristic = factored({
  name: "size",
  source: "GreedyRemat, Kumar et al., NeurIPS 2019; baseline of the DTR paper, section 4.1",
  formula: "1 / m(S)",
  cost: (ledger) => new OwnCost(ledger, 1),
  divisors: { size: true, staleness: false },
  costAware: false,
});
