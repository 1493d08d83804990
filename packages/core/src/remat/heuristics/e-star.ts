import { NeighbourhoodCost } from "../cost/neighbourhood-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * The heuristic of the theorem: the smallest evicted neighbourhood, counted in storages.
 *
 *     |e*(S)|
 *
 * Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 3 (Theorem 3.1).
 */
export const eStar: Heuristic = factored({
  name: "e-star",
  source: 'Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 3 (Theorem 3.1)',
  formula: "|e*(S)|",
  cost: (ledger, lowered) =>
    new NeighbourhoodCost(ledger, { sides: "both", unit: "count", penalty: 0 }, lowered),
  divisors: { size: false, staleness: false },
  costAware: false,
});
