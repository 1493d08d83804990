import { ClassCost } from "../cost/class-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * The paper's approximation of h_DTR by union-find classes of evicted storages.
 *
 *     (c(S) + sum of the costs of the distinct classes of evicted neighbours of S) / (m(S) * s(S))
 *
 * Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 4.1 and appendix C.
 */
export const dtrEq: Heuristic = factored({
  name: "dtr-eq",
  source:
    'Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 4.1 and appendix C',
  formula:
    "(c(S) + sum of the costs of the distinct classes of evicted neighbours of S) / (m(S) * s(S))",
  cost: (ledger, lowered) => new ClassCost(ledger, lowered),
  divisors: { size: true, staleness: true },
  costAware: true,
});
