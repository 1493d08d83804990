import type { Engine } from "../engine/engine.ts";
import { int, real } from "../graph/columns.ts";

/** The least budget in which an operator could run now: what is pinned, its other inputs and its outputs. */
export function smallestFor({ graph, ledger }: Engine, operator: number): number {
  const needed = new Set<number>();
  for (let storage = 0; storage < graph.storageCount; storage++) {
    if (ledger.isPinned(storage) && ledger.isResident(storage)) needed.add(storage);
  }
  const end = int(graph.firstInput, operator + 1);
  for (let at = int(graph.firstInput, operator); at < end; at++) {
    needed.add(int(graph.storageOf, int(graph.inputs, at)));
  }
  let bytes = real(graph.outputBytes, operator);
  for (const storage of needed) bytes += real(graph.bytes, storage);
  return bytes;
}
