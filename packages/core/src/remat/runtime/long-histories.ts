import type { Engine } from "../engine/engine.ts";
import { flag, int } from "../graph/columns.ts";
import type { Graph } from "../graph/graph.ts";
import type { Lifetimes } from "./lifetimes.ts";

/**
 * What the program holds, is in memory and was made, however indirectly, by one of the first `inherited` operators. A value
 * that is made from its predecessor for as long as the program runs, as the state of a loop is, has all its past kept
 * unless it becomes final once in a while.
 */
export function longHistories(
  { graph, ledger }: Engine,
  lifetimes: Lifetimes,
  inherited: number,
): readonly number[] {
  const isOld = oldOperators(graph, lifetimes, inherited);
  const found: number[] = [];
  for (let storage = 0; storage < graph.storageCount; storage++) {
    const root = int(graph.root, storage);
    const isHeld = ledger.isResident(storage) && int(ledger.references, storage) > 0;
    if (!isHeld || !lifetimes.isRecomputable(root)) continue;
    if (flag(isOld, int(graph.operatorOf, root)) === 1) found.push(storage);
  }
  return found;
}

/** By operator: 1 if running it again could lead back to one of the first `inherited`. */
function oldOperators(graph: Graph, lifetimes: Lifetimes, inherited: number): Uint8Array {
  const isOld = new Uint8Array(graph.operatorCount);
  for (let operator = 0; operator < graph.operatorCount; operator++) {
    if (operator < inherited) isOld[operator] = 1;
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      const input = int(graph.inputs, at);
      if (!lifetimes.isRecomputable(input)) continue;
      if (flag(isOld, int(graph.operatorOf, input)) === 1) isOld[operator] = 1;
    }
  }
  return isOld;
}
