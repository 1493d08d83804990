import { NeighbourhoodCost } from "../cost/neighbourhood-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * h_DTR with a penalty on long evicted neighbourhoods, which keeps chains short at tight budgets.
 *
 *     h_DTR(S) * (1 + 0.25 * |e*(S)|)
 *
 * the public experiment "dtr-stability", b = 0.25.
 */
export const neighbourhoodPenalty: Heuristic = factored({
  name: "neighbourhood-penalty",
  source: 'the public experiment "dtr-stability", b = 0.25',
  formula: "h_DTR(S) * (1 + 0.25 * |e*(S)|)",
  cost: (ledger, lowered) =>
    new NeighbourhoodCost(ledger, { sides: "both", unit: "cost", penalty: 0.25 }, lowered),
  divisors: { size: true, staleness: true },
  costAware: true,
});
