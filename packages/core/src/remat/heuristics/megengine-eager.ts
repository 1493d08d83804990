import { ClassCost } from "../cost/class-cost.ts";
import { int, real } from "../graph/columns.ts";
import type { Ledger } from "../engine/ledger.ts";
import type { Heuristic } from "./heuristic.ts";
import { ScanRanker } from "./scan-ranker.ts";

const MIB = 2 ** 20;
const NS_PER_S = 1e9;
/** MegEngine adds it to both factors, so that neither is ever 0. */
const OFFSET = 1e-3;

/**
 * MegEngine's score in eager mode (`DynamicSublinear`): what its evicted inputs and sibling outputs would cost, over size
 * and staleness. It leaves out the storage's own cost and its evicted consumers.
 *
 *     (n(S) + 1e-3)^t / ((m(S) / MiB) * (s(S) in seconds + 1e-3))
 *
 * n(S) sums the union-find class costs over the evicted inputs and siblings. Of the original's other factors, 1.0001 ^ recompute
 * times is always 1 there (nothing counts up), and the free bytes beside S in the arena are 0 here (there is no arena).
 */
export const megengineEager: Heuristic = {
  name: "megengine-eager",
  source: "MegEngine, imperative runtime, DynamicSublinear",
  formula: "(n(S) + 1e-3)^t / ((m(S) / MiB) * (s(S) + 1e-3))",
  needsFuture: false,
  ranker(context) {
    const { ledger, candidates, exponents } = context;
    const classes = new ClassCost(ledger, () => undefined);
    const score = (storage: number): number => {
      const seconds = (ledger.clock - real(ledger.lastUse, storage)) / NS_PER_S;
      const size = real(ledger.graph.bytes, storage) / MIB;
      const cost = (producerCost(ledger, classes, storage) + OFFSET) ** exponents.time;
      return (cost * size ** (exponents.memory - 1)) / (size * (seconds + OFFSET));
    };
    return new ScanRanker(candidates, classes, score, context);
  },
};

function producerCost(ledger: Ledger, classes: ClassCost, storage: number): number {
  const { graph } = ledger;
  const operator = int(graph.operatorOf, int(graph.root, storage));
  let sum = 0;
  const lastInput = int(graph.firstInput, operator + 1);
  for (let at = int(graph.firstInput, operator); at < lastInput; at++) {
    sum += evictedCost(ledger, classes, int(graph.storageOf, int(graph.inputs, at)));
  }
  const lastSibling = int(graph.firstStorage, operator + 1);
  for (let sibling = int(graph.firstStorage, operator); sibling < lastSibling; sibling++) {
    if (sibling !== storage) sum += evictedCost(ledger, classes, sibling);
  }
  return sum;
}

function evictedCost(ledger: Ledger, classes: ClassCost, storage: number): number {
  if (!ledger.isEvicted(storage)) return 0;
  return Math.max(classes.classCost(storage), real(ledger.cost, storage));
}
