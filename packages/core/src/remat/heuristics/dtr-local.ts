import { OwnCost } from "../cost/own-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * h_DTR without the neighbourhood: only the storage's own cost.
 *
 *     c(S) / (m(S) * s(S))
 *
 * Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 4.1.
 */
export const dtrLocal: Heuristic = factored({
  name: "dtr-local",
  source: 'Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 4.1',
  formula: "c(S) / (m(S) * s(S))",
  cost: (ledger) => new OwnCost(ledger),
  divisors: { size: true, staleness: true },
  costAware: true,
});
