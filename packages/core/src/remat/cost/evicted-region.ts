import { type Ledger, PLACE } from "../engine/ledger.ts";
import { flag, grownInts, int, real } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { IntStack } from "../graph/int-stack.ts";

/** Which way to walk from a storage. */
export type Direction = "parents" | "children";

/**
 * Walks the evicted neighbourhood e* of a storage: what is reachable from it through evicted storages only, up
 * (evicted ancestors) or down (evicted descendants). O(edges of the region) a walk.
 */
export class EvictedRegion {
  readonly #ledger: Ledger;
  readonly #stack = new IntStack();
  #seen: Int32Array = new Int32Array(0);
  #walks = 0;
  /** Storages that the last walk went through. */
  count = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.fit();
  }

  fit(): void {
    this.#seen = grownInts(this.#seen, this.#ledger.place.length);
  }

  /**
   * The summed cost of the evicted storages on one side of `storage`, itself not counted. The resident storages that
   * bound the region on that side are pushed on `frontier`.
   */
  sum(storage: number, direction: Direction, weights: Float64Array, frontier?: IntStack): number {
    const { graph } = this.#ledger;
    const heads = direction === "parents" ? graph.parentHead : graph.childHead;
    this.#walks += 1;
    this.#seen[storage] = this.#walks;
    this.count = 0;
    let sum = this.#expand(storage, heads, weights, frontier);
    while (this.#stack.size > 0) sum += this.#expand(this.#stack.pop(), heads, weights, frontier);
    return sum;
  }

  #expand(from: number, heads: Int32Array, weights: Float64Array, frontier?: IntStack): number {
    const { graph, introduced, place } = this.#ledger;
    let sum = 0;
    for (let edge = int(heads, from); edge !== NONE; edge = int(graph.edgeNext, edge)) {
      if (int(graph.edgeOperator, edge) >= introduced) break;
      const storage = int(graph.edgeTarget, edge);
      if (int(this.#seen, storage) === this.#walks) continue;
      this.#seen[storage] = this.#walks;
      const where = flag(place, storage);
      if (where === PLACE.evicted) {
        sum += real(weights, storage);
        this.count += 1;
        this.#stack.push(storage);
      } else if (where === PLACE.resident) frontier?.push(storage);
    }
    return sum;
  }
}
