import { NeighbourhoodCost } from "../cost/neighbourhood-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * The paper's full heuristic: cost of the storage and of its exact evicted neighbourhood e*, over size and staleness.
 *
 *     (c(S) + sum of c over e*(S)) / (m(S) * s(S))
 *
 * Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 4.1.
 */
export const dtr: Heuristic = factored({
  name: "dtr",
  source: 'Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 4.1',
  formula: "(c(S) + sum of c over e*(S)) / (m(S) * s(S))",
  cost: (ledger, lowered) =>
    new NeighbourhoodCost(ledger, { sides: "both", unit: "cost", penalty: 0 }, lowered),
  divisors: { size: true, staleness: true },
  costAware: true,
});
