import type { CostModel, Lowered } from "../cost/cost-model.ts";
import { EvictedRegion } from "../cost/evicted-region.ts";
import { type Divisors, FactoredRanker } from "../engine/factored-ranker.ts";
import type { Ledger } from "../engine/ledger.ts";
import { real } from "../graph/columns.ts";
import type { Heuristic, RankingContext } from "./heuristic.ts";
import { ScanRanker } from "./scan-ranker.ts";

/** A heuristic of the shape cost / (size · staleness). */
export interface FactoredFormula {
  readonly name: string;
  readonly source: string;
  readonly formula: string;
  readonly cost: (ledger: Ledger, lowered: Lowered) => CostModel;
  readonly divisors: Divisors;
  /** Whether `cost` is a time to restore, to which the exponents apply. */
  readonly costAware: boolean;
}

/**
 * Makes a heuristic of a formula. Other exponents than 1 and 1 turn cost into
 * cost^time · memory^(memory exponent - 1), where memory is what restoring takes, and have every candidate scored.
 */
export function factored(formula: FactoredFormula): Heuristic {
  const { name, source } = formula;
  return {
    name,
    source,
    formula: formula.formula,
    needsFuture: false,
    ranker(context) {
      const { ledger, candidates, exponents } = context;
      const weighed = formula.costAware && (exponents.time !== 1 || exponents.memory !== 1);
      if (weighed || context.sqrtSampling) return scanning(formula, context, weighed);
      const cost = (lowered: Lowered): CostModel => formula.cost(ledger, lowered);
      return new FactoredRanker(ledger, candidates, cost, formula.divisors);
    },
  };
}

function scanning(formula: FactoredFormula, context: RankingContext, weighed: boolean): ScanRanker {
  const { ledger, candidates } = context;
  const cost = formula.cost(ledger, () => undefined);
  const weight = weighed ? exponentWeight(context) : undefined;
  const score = (storage: number): number => {
    const size = formula.divisors.size ? real(ledger.graph.bytes, storage) : 1;
    const stale = formula.divisors.staleness ? ledger.clock - real(ledger.lastUse, storage) : 1;
    const divisor = size * stale;
    if (divisor === 0) return Infinity;
    const exact = cost.exact(storage);
    return (weight === undefined ? exact : weight(storage, exact)) / divisor;
  };
  return new ScanRanker(candidates, cost, score, context);
}

function exponentWeight(context: RankingContext): (storage: number, cost: number) => number {
  const { ledger, exponents } = context;
  const region = new EvictedRegion(ledger);
  return (storage, cost) => {
    region.fit();
    const { bytes } = ledger.graph;
    const memory = real(bytes, storage) + region.sum(storage, "parents", bytes);
    return cost ** exponents.time * memory ** (exponents.memory - 1);
  };
}
