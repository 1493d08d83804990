import { InvariantError } from "../../errors.ts";
import { flag, int, real } from "../graph/columns.ts";
import type { Engine } from "./engine.ts";
import { PLACE } from "./ledger.ts";

/**
 * Derives an engine's books again from the places of its storages and the handles on its tensors. `pending` has the bytes
 * that are set aside for operators under way; between calls there are none.
 * @throws InvariantError at the first difference.
 */
export function checkInvariants(
  engine: Engine,
  pending: { readonly bytes: number } = { bytes: 0 },
): void {
  checkTensors(engine);
  const { graph, ledger, candidates, limits } = engine;
  let resident = pending.bytes;
  let evictable = 0;
  for (let storage = 0; storage < graph.storageCount; storage++) {
    if (ledger.isResident(storage)) resident += real(graph.bytes, storage);
    const isCandidate =
      ledger.isEvictable(storage) && real(graph.bytes, storage) >= limits.leastBytes;
    if (isCandidate) evictable += 1;
    same(candidates.has(storage), isCandidate, `storage ${storage} among the candidates`);
    if (int(ledger.locks, storage) < 0)
      throw new InvariantError(`storage ${storage} has negative locks`);
  }
  same(ledger.memory, resident, "resident bytes");
  same(candidates.count, evictable, "candidates");
  const hard = limits.limit === "hard";
  if (hard && ledger.peakMemory > limits.budget) {
    throw new InvariantError(
      `peak ${ledger.peakMemory} B is over the budget of ${limits.budget} B`,
    );
  }
  same(ledger.clock, 1 + ledger.programTime + ledger.rematTime, "the clock");
}

/** Checks that no storage is locked, as between two calls of a program that holds none itself. */
export function checkUnlocked(engine: Engine): void {
  for (let storage = 0; storage < engine.graph.storageCount; storage++) {
    same(int(engine.ledger.locks, storage), 0, `locks on storage ${storage}`);
  }
}

function checkTensors(engine: Engine): void {
  const { graph, ledger } = engine;
  const references = new Int32Array(graph.storageCount);
  for (let tensor = 0; tensor < graph.tensorCount; tensor++) {
    const storage = int(graph.storageOf, tensor);
    references[storage] = int(references, storage) + int(ledger.handles, tensor);
    const isRoot = int(graph.root, storage) === tensor;
    const resident = flag(ledger.place, storage) === PLACE.resident;
    if (isRoot) same(ledger.isDefined(tensor), resident, `root tensor ${tensor} defined`);
    else if (ledger.isDefined(tensor)) same(true, resident, `view ${tensor} of a resident storage`);
  }
  for (let storage = 0; storage < graph.storageCount; storage++) {
    same(
      int(ledger.references, storage),
      int(references, storage),
      `handles on storage ${storage}`,
    );
  }
}

function same<T extends number | boolean>(booked: T, derived: T, what: string): void {
  if (booked === derived) return;
  throw new InvariantError(
    `${what}: the books say ${String(booked)}, the state ${String(derived)}`,
  );
}
