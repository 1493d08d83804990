import type { Engine } from "../engine/engine.ts";
import { int, real } from "../graph/columns.ts";
import { RematOutOfMemoryError, RematThrashingError } from "./remat-error.ts";

/** Why an engine could not go on, as an error to throw; takes the shortage off the engine. */
export function refusalOf(engine: Engine): unknown {
  const { shortage, ledger, limits } = engine;
  engine.shortage = undefined;
  switch (shortage?.kind) {
    case "failed":
      return shortage.cause;
    case "oom": {
      const smallest = smallestFor(engine, shortage.operator, 0);
      return new RematOutOfMemoryError(shortage.neededBytes, limits.budget, smallest);
    }
    default:
      return new RematThrashingError(ledger.rematTime, limits.rematTime);
  }
}

/**
 * The least budget in which an operator could run now: what is pinned, its other inputs and its outputs, or `workingBytes`
 * if it takes more while it runs.
 */
export function smallestFor(
  { graph, ledger }: Engine,
  operator: number,
  workingBytes: number,
): number {
  const needed = new Set<number>();
  for (let storage = 0; storage < graph.storageCount; storage++) {
    if (ledger.isPinned(storage) && ledger.isResident(storage)) needed.add(storage);
  }
  const end = int(graph.firstInput, operator + 1);
  for (let at = int(graph.firstInput, operator); at < end; at++) {
    needed.add(int(graph.storageOf, int(graph.inputs, at)));
  }
  let bytes = Math.max(real(graph.outputBytes, operator), workingBytes);
  for (const storage of needed) bytes += real(graph.bytes, storage);
  return bytes;
}
