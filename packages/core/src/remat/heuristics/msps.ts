import { NeighbourhoodCost } from "../cost/neighbourhood-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * Memory saving per second: the least recomputation time for each byte, whatever the last use.
 *
 *     (c(S) + sum of c over the evicted ancestors of S) / m(S)
 *
 * Peng et al., "Capuchin", ASPLOS 2020, as adapted by the DTR paper, section 4.1.
 */
export const msps: Heuristic = factored({
  name: "msps",
  source: 'Peng et al., "Capuchin", ASPLOS 2020, as adapted by the DTR paper, section 4.1',
  formula: "(c(S) + sum of c over the evicted ancestors of S) / m(S)",
  cost: (ledger, lowered) =>
    new NeighbourhoodCost(ledger, { sides: "ancestors", unit: "cost", penalty: 0 }, lowered),
  divisors: { size: true, staleness: false },
  costAware: true,
});
