import { OwnCost } from "../cost/own-cost.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";

/**
 * Least recently used, counting uses by rematerializations.
 *
 *     1 / s(S)
 *
 * folklore; baseline of the DTR paper, section 4.1.
 */
export const lru: Heuristic = factored({
  name: "lru",
  source: "folklore; baseline of the DTR paper, section 4.1",
  formula: "1 / s(S)",
  cost: (ledger) => new OwnCost(ledger, 1),
  divisors: { size: false, staleness: true },
  costAware: false,
});
