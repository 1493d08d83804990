import type { Engine } from "../engine/engine.ts";
import { grownFlags, grownInts, flag, int } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";

/** Told when an operator is kept no longer, and when a storage is needed no longer. */
export interface LifetimeWatcher {
  dropped(operator: number): void;
  ended(storage: number): void;
}

/**
 * Which storages can still be asked for, by counting. A storage is needed while the program holds a tensor on it or an
 * operator that takes it is kept; an operator is kept while one of its outputs is needed and may have to be made again.
 * What is needed no more is forgotten at once, and so on upwards.
 *
 * Counting sees no cycles, and there is one where an operator makes a view of an input and also takes or makes something else
 * that is bound to it; that is then kept for good.
 */
export class Lifetimes {
  /** Operators that are kept. */
  kept = 0;
  readonly #engine: Engine;
  readonly #watcher: LifetimeWatcher;
  /** By storage: the inputs of kept operators that are on it. */
  #consumers: Int32Array = new Int32Array(16);
  /** By operator: its outputs that it is kept for, and by tensor: whether its operator is kept for it. */
  #reasons: Int32Array = new Int32Array(16);
  #isReason: Uint8Array = new Uint8Array(16);

  constructor(engine: Engine, watcher: LifetimeWatcher) {
    this.#engine = engine;
    this.#watcher = watcher;
  }

  /** Keeps a new operator for its outputs. */
  introduced(operator: number): void {
    const { graph } = this.#engine;
    this.#fit();
    const first = int(graph.firstOutput, operator);
    const end = int(graph.firstOutput, operator + 1);
    if (first === end) return;
    for (let tensor = first; tensor < end; tensor++) this.#isReason[tensor] = 1;
    this.#reasons[operator] = end - first;
    this.kept += 1;
    this.#count(operator, 1);
  }

  /** Whether the tensor would be made again by its operator if it were lost. */
  isRecomputable(tensor: number): boolean {
    return flag(this.#isReason, tensor) === 1;
  }

  isKept(operator: number): boolean {
    return int(this.#reasons, operator) > 0;
  }

  isNeeded(storage: number): boolean {
    return int(this.#engine.ledger.references, storage) > 0 || int(this.#consumers, storage) > 0;
  }

  /** Keeps a tensor's operator for it no longer. */
  finalize(tensor: number): void {
    const unneeded: number[] = [];
    this.#loseReason(tensor, unneeded);
    this.#collectAll(unneeded);
  }

  /** Forgets a storage if it is needed no more, and then what was only needed for it. */
  collect(storage: number): void {
    this.#collectAll([storage]);
  }

  #collectAll(waiting: number[]): void {
    const { graph, ledger } = this.#engine;
    for (let storage = waiting.pop(); storage !== undefined; storage = waiting.pop()) {
      if (this.isNeeded(storage) || ledger.isBanished(storage)) continue;
      if (int(ledger.locks, storage) > 0) continue;
      this.#watcher.ended(storage);
      this.#engine.banish(storage);
      for (let t = int(graph.root, storage); t !== NONE; t = int(graph.nextView, t)) {
        this.#loseReason(t, waiting);
      }
    }
  }

  #loseReason(tensor: number, unneeded: number[]): void {
    if (!this.isRecomputable(tensor)) return;
    this.#isReason[tensor] = 0;
    const operator = int(this.#engine.graph.operatorOf, tensor);
    const left = int(this.#reasons, operator) - 1;
    this.#reasons[operator] = left;
    if (left === 0) this.#release(operator, unneeded);
  }

  /** Lets go of an operator's inputs, and notes those that nothing needs now. */
  #release(operator: number, unneeded: number[]): void {
    const { graph } = this.#engine;
    this.kept -= 1;
    this.#watcher.dropped(operator);
    this.#count(operator, -1);
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      const storage = int(graph.storageOf, int(graph.inputs, at));
      if (!this.isNeeded(storage)) unneeded.push(storage);
    }
  }

  /** Counts an operator's inputs. One that only makes views of a storage does not keep it. */
  #count(operator: number, by: number): void {
    const { graph } = this.#engine;
    const viewed = this.#onlyStorage(operator);
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      const storage = int(graph.storageOf, int(graph.inputs, at));
      if (storage !== viewed) this.#consumers[storage] = int(this.#consumers, storage) + by;
    }
  }

  #onlyStorage(operator: number): number {
    const { graph } = this.#engine;
    const first = int(graph.firstOutput, operator);
    const storage = int(graph.storageOf, first);
    const end = int(graph.firstOutput, operator + 1);
    for (let tensor = first + 1; tensor < end; tensor++) {
      if (int(graph.storageOf, tensor) !== storage) return NONE;
    }
    return storage;
  }

  #fit(): void {
    const { graph } = this.#engine;
    this.#consumers = grownInts(this.#consumers, graph.bytes.length);
    this.#reasons = grownInts(this.#reasons, graph.cost.length);
    this.#isReason = grownFlags(this.#isReason, graph.storageOf.length);
  }
}
