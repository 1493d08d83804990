import { ClassCost } from "../cost/class-cost.ts";
import type { CostModel, Lowered } from "../cost/cost-model.ts";
import { NeighbourhoodCost } from "../cost/neighbourhood-cost.ts";
import { OwnCost } from "../cost/own-cost.ts";
import type { Ledger } from "../engine/ledger.ts";
import { factored } from "./factored.ts";
import type { Heuristic } from "./heuristic.ts";
import { random } from "./random.ts";

const COSTS: Readonly<Record<string, (ledger: Ledger, lowered: Lowered) => CostModel>> = {
  "e*": (ledger, lowered) =>
    new NeighbourhoodCost(ledger, { sides: "both", unit: "cost", penalty: 0 }, lowered),
  eq: (ledger, lowered) => new ClassCost(ledger, lowered),
  local: (ledger) => new OwnCost(ledger),
  one: (ledger) => new OwnCost(ledger, 1),
};

/**
 * The grid of the DTR paper's ablation (appendix D.1): cost in {e*, eq, local, 1} over size or not, over staleness or not.
 * Names read `ablation-COST-SIZE-STALENESS`, as in `ablation-eq-m-s` and `ablation-local-1-s`; the one without any
 * term is the random heuristic.
 */
export const ablation: readonly Heuristic[] = Object.entries(COSTS).flatMap(([cost, model]) =>
  [true, false].flatMap((size) =>
    [true, false].map((staleness): Heuristic => {
      const name = `ablation-${cost}-${size ? "m" : "1"}-${staleness ? "s" : "1"}`;
      if (name === "ablation-one-1-1") return { ...random, name };
      return factored({
        name,
        source: "DTR paper, appendix D.1",
        formula: `${cost} / (${size ? "m" : "1"} * ${staleness ? "s" : "1"})`,
        cost: model,
        divisors: { size, staleness },
        costAware: cost !== "one",
      });
    }),
  ),
);
