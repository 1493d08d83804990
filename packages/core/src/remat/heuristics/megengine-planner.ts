import { NextUses } from "../cost/next-uses.ts";
import { Regeneration } from "../cost/regeneration.ts";
import { real } from "../graph/columns.ts";
import type { Heuristic } from "./heuristic.ts";
import { ScanRanker } from "./scan-ranker.ts";

/**
 * MegEngine's score in its static planner (`SeqModifierForDTR`), which knows what the program will do next.
 *
 *     (F(S) * B(S))^t * M(S)^m / m(S) / next(S)
 *
 * B is the time and M the memory to regenerate S with all evicted inputs, F counts the paths through evicted consumers, and next
 * is the number of operators until the program's next use. Times are the operators' own, where MegEngine estimates bytes / 1e8 s.
 */
export const megenginePlanner: Heuristic = {
  name: "megengine-planner",
  source: "MegEngine, static graph, SeqModifierForDTR",
  formula: "(F(S) * B(S))^t * M(S)^m / m(S) / next(S)",
  needsFuture: true,
  ranker(context) {
    const { ledger, candidates, exponents } = context;
    const regeneration = new Regeneration(ledger);
    const uses = new NextUses(ledger);
    const score = (storage: number): number => {
      const time = regeneration.paths(storage) * regeneration.time(storage);
      const worth = time ** exponents.time * regeneration.memory(storage) ** exponents.memory;
      const size = real(ledger.graph.bytes, storage);
      return size === 0 ? Infinity : worth / size / uses.distance(storage);
    };
    return new ScanRanker(candidates, regeneration, score, context);
  },
};
