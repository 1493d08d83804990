import { InvalidArgumentError } from "../../errors.ts";
import { int } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import type { Engine } from "./engine.ts";
import { PLACE } from "./ledger.ts";

/**
 * What happens to a storage when its last handle goes (DTR paper, appendix D.2). `ignore`: nothing. `eager`: it is
 * evicted at once, and stays recomputable. `banish`: once nothing evicted was made from it, it is forgotten for
 * good, constants included, and what was made from it is pinned.
 */
export type Deallocation = (typeof DEALLOCATIONS)[number];

/** The words for it, the mildest first. */
export const DEALLOCATIONS = ["ignore", "eager", "banish"] as const;

/** Adds a handle on a tensor. */
export function retain(engine: Engine, tensor: number): void {
  const { handles, references } = engine.ledger;
  const storage = int(engine.graph.storageOf, tensor);
  handles[tensor] = int(handles, tensor) + 1;
  references[storage] = int(references, storage) + 1;
}

/** Takes a handle off a tensor, and deallocates its storage when that was the last on it. */
export function release(engine: Engine, tensor: number, deallocation: Deallocation): void {
  if (!dropHandle(engine, tensor)) return;
  deallocate(engine, int(engine.graph.storageOf, tensor), deallocation);
}

/** Takes a handle off a tensor. Returns whether it was the last on its storage. @throws InvalidArgumentError when it has none. */
export function dropHandle(engine: Engine, tensor: number): boolean {
  const { handles, references } = engine.ledger;
  const storage = int(engine.graph.storageOf, tensor);
  if (int(handles, tensor) === 0) {
    throw new InvalidArgumentError(`tensor ${tensor} has no handle left; release it once for each`);
  }
  handles[tensor] = int(handles, tensor) - 1;
  const left = int(references, storage) - 1;
  references[storage] = left;
  return left === 0;
}

/** Deallocates a storage without handles as far as its locks and its dependents allow. */
export function deallocate(engine: Engine, storage: number, deallocation: Deallocation): void {
  const { ledger } = engine;
  if (deallocation === "eager" && ledger.isEvictable(storage)) engine.evict(storage, "released");
  if (deallocation === "banish") banishFrom(engine, storage);
}

/** Banishes a storage if it can be, then those it was made from, which may have waited for it. */
function banishFrom(engine: Engine, first: number): void {
  const waiting = [first];
  for (let storage = waiting.pop(); storage !== undefined; storage = waiting.pop()) {
    if (!isBanishable(engine, storage)) continue;
    engine.banish(storage);
    const { graph, ledger } = engine;
    for (
      let edge = int(graph.parentHead, storage);
      edge !== NONE;
      edge = int(graph.edgeNext, edge)
    ) {
      if (int(graph.edgeOperator, edge) >= ledger.introduced) break;
      waiting.push(int(graph.edgeTarget, edge));
    }
  }
}

function isBanishable(engine: Engine, storage: number): boolean {
  const { graph, ledger } = engine;
  if (ledger.isBanished(storage) || ledger.place[storage] === PLACE.absent) return false;
  if (int(ledger.references, storage) > 0 || int(ledger.locks, storage) > 0) return false;
  for (let edge = int(graph.childHead, storage); edge !== NONE; edge = int(graph.edgeNext, edge)) {
    if (int(graph.edgeOperator, edge) >= ledger.introduced) return true;
    const child = int(graph.edgeTarget, edge);
    if (!ledger.isResident(child) && !ledger.isBanished(child)) return false;
  }
  return true;
}
