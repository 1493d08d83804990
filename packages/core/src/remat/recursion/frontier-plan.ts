import { type Ledger, PLACE } from "../engine/ledger.ts";
import { flag, grownFlags, grownInts, int } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { IntStack } from "../graph/int-stack.ts";

/**
 * What a rematerialization still has to run, and so how often each storage will still be read by it. Operators join
 * when they are found missing, at the start or later because one of their outputs was evicted again, and leave when they have run.
 */
export class FrontierPlan {
  /** Operators on the plan. */
  size = 0;
  readonly #ledger: Ledger;
  readonly #stack = new IntStack();
  #has: Uint8Array = new Uint8Array(0);
  #reads: Int32Array = new Int32Array(0);
  #seen: Int32Array = new Int32Array(0);
  #walks = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.fit();
  }

  fit(): void {
    this.#has = grownFlags(this.#has, this.#ledger.graph.cost.length);
    this.#reads = grownInts(this.#reads, this.#ledger.place.length);
    this.#seen = grownInts(this.#seen, this.#ledger.place.length);
  }

  fits(): boolean {
    return this.#has.length === this.#ledger.graph.cost.length;
  }

  /** Plans an operator and all that must run before it. */
  add(operator: number): void {
    this.#stack.push(operator);
    while (this.#stack.size > 0) this.#addOne(this.#stack.pop());
  }

  #addOne(operator: number): void {
    if (flag(this.#has, operator) === 1) return;
    this.#has[operator] = 1;
    this.size += 1;
    const { graph } = this.#ledger;
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      const tensor = int(graph.inputs, at);
      this.expect(int(graph.storageOf, tensor), 1);
      if (!this.#ledger.isDefined(tensor)) this.#stack.push(int(graph.operatorOf, tensor));
    }
  }

  /** Takes an operator off the plan, with its reads. */
  done(operator: number): void {
    if (flag(this.#has, operator) === 0) return;
    this.#has[operator] = 0;
    this.size -= 1;
    const { graph } = this.#ledger;
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      this.expect(int(graph.storageOf, int(graph.inputs, at)), -1);
    }
  }

  /** Counts reads of a storage that come from outside the plan. */
  expect(storage: number, reads: number): void {
    this.#reads[storage] = int(this.#reads, storage) + reads;
  }

  isRead(storage: number): boolean {
    return int(this.#reads, storage) > 0;
  }

  /** Empties the plan after a failure. */
  clear(): void {
    this.size = 0;
    this.#has.fill(0);
    this.#reads.fill(0);
    this.#stack.clear();
  }

  /**
   * Whether restoring something that the program still holds would need `storage`: whether an evicted storage with a
   * handle is reachable downwards through evicted ones.
   */
  isWanted(storage: number): boolean {
    this.#walks += 1;
    this.#seen[storage] = this.#walks;
    this.#stack.push(storage);
    let wanted = false;
    while (!wanted && this.#stack.size > 0) wanted = this.#expand(this.#stack.pop());
    this.#stack.clear();
    return wanted;
  }

  #expand(from: number): boolean {
    const { graph, introduced, place, references } = this.#ledger;
    for (let edge = int(graph.childHead, from); edge !== NONE; edge = int(graph.edgeNext, edge)) {
      if (int(graph.edgeOperator, edge) >= introduced) return false;
      const child = int(graph.edgeTarget, edge);
      if (flag(place, child) !== PLACE.evicted || int(this.#seen, child) === this.#walks) continue;
      if (int(references, child) > 0) return true;
      this.#seen[child] = this.#walks;
      this.#stack.push(child);
    }
    return false;
  }
}
