import { NeighbourhoodCost } from "../cost/neighbourhood-cost.ts";
import { NextUses } from "../cost/next-uses.ts";
import { real } from "../graph/columns.ts";
import type { Heuristic } from "./heuristic.ts";
import { ScanRanker } from "./scan-ranker.ts";

/**
 * MSPS with knowledge of the future: the informed baseline. It buys feasibility at tight budgets, little at loose ones.
 *
 *     (c(S) + sum of c over the evicted ancestors of S)^t / (m(S) * next(S))
 *
 * next is the number of operators until the program's next use, as in Belady's rule (IBM Systems Journal 5(2), 1966).
 */
export const mspsNextUse: Heuristic = {
  name: "msps-next-use",
  source: "Belady's rule, weighed like MSPS",
  formula: "(c(S) + sum of c over the evicted ancestors of S)^t / (m(S) * next(S))",
  needsFuture: true,
  ranker(context) {
    const { ledger, candidates, exponents } = context;
    const kind = { sides: "ancestors", unit: "cost", penalty: 0 } as const;
    const cost = new NeighbourhoodCost(ledger, kind, () => undefined);
    const uses = new NextUses(ledger);
    const score = (storage: number): number => {
      const size = real(ledger.graph.bytes, storage);
      if (size === 0) return Infinity;
      const worth = cost.exact(storage) ** exponents.time * size ** (exponents.memory - 1);
      return worth / (size * uses.distance(storage));
    };
    return new ScanRanker(candidates, cost, score, context);
  },
};
