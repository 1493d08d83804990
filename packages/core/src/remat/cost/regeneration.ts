import type { LedgerFollower } from "../engine/ledger-follower.ts";
import { type Ledger, PLACE } from "../engine/ledger.ts";
import { flag, grownInts, grownReals, int, real } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { IntStack } from "../graph/int-stack.ts";

/** By storage, a sum over an evicted side of the graph that was right in search `of`. */
interface Memo {
  value: Float64Array;
  of: Int32Array;
}

/**
 * MegEngine's tree sums over evicted storages. An ancestor that is shared is counted once for every path, as in the
 * original; sums are kept until something is evicted or restored. The walks are post-order with a stack of their own.
 */
export class Regeneration implements LedgerFollower {
  readonly #ledger: Ledger;
  readonly #stack = new IntStack();
  readonly #time: Memo = { value: new Float64Array(0), of: new Int32Array(0) };
  readonly #memory: Memo = { value: new Float64Array(0), of: new Int32Array(0) };
  readonly #paths: Memo = { value: new Float64Array(0), of: new Int32Array(0) };
  #ones: Float64Array = new Float64Array(0);
  #search = 1;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.fit();
  }

  fit(): void {
    const room = this.#ledger.place.length;
    for (const memo of [this.#time, this.#memory, this.#paths]) {
      memo.value = grownReals(memo.value, room);
      memo.of = grownInts(memo.of, room);
    }
    this.#ones = grownReals(this.#ones, room, 1);
  }

  introduced(): void {
    // Sums count evicted storages only.
  }

  recosted(): void {
    this.#forget();
  }

  evicted(): void {
    this.#forget();
  }

  restored(): void {
    this.#forget();
  }

  /** B: own time, and that of every evicted input of it. */
  time(storage: number): number {
    return this.#sum(this.#time, storage, this.#ledger.graph.parentHead, this.#ledger.cost);
  }

  /** Own bytes, and those of every evicted input. */
  memory(storage: number): number {
    const { graph } = this.#ledger;
    return this.#sum(this.#memory, storage, graph.parentHead, graph.bytes);
  }

  /** F: 1, and the paths through every evicted consumer. */
  paths(storage: number): number {
    return this.#sum(this.#paths, storage, this.#ledger.graph.childHead, this.#ones);
  }

  #forget(): void {
    this.#search += 1;
  }

  #sum(memo: Memo, storage: number, heads: Int32Array, weights: Float64Array): number {
    this.#stack.push(storage);
    while (this.#stack.size > 0) {
      const at = this.#stack.top();
      const depth = this.#stack.size;
      const sum = this.#add(memo, at, int(heads, at), real(weights, at));
      if (this.#stack.size > depth) continue;
      memo.value[at] = sum;
      memo.of[at] = this.#search;
      this.#stack.pop();
    }
    return real(memo.value, storage);
  }

  /** The sum at one storage; pushes the neighbours whose sums are still missing, and is then of no use yet. */
  #add(memo: Memo, at: number, head: number, own: number): number {
    const { graph, introduced, place } = this.#ledger;
    memo.of[at] = -this.#search;
    let sum = own;
    for (let edge = head; edge !== NONE; edge = int(graph.edgeNext, edge)) {
      if (int(graph.edgeOperator, edge) >= introduced) break;
      const next = int(graph.edgeTarget, edge);
      if (flag(place, next) !== PLACE.evicted) continue;
      const known = int(memo.of, next);
      if (known === this.#search) sum += real(memo.value, next);
      else if (known !== -this.#search) this.#stack.push(next);
    }
    return sum;
  }
}
