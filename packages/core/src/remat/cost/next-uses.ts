import type { Ledger } from "../engine/ledger.ts";
import { int } from "../graph/columns.ts";
import { type Graph, NONE } from "../graph/graph.ts";

/** The distance of a use that never comes. */
const NEVER = 1e9;

/** When the program next reads a storage: the graph of a traced program has the edges of later operators, in order. */
export class NextUses {
  readonly #ledger: Ledger;
  readonly #graph: Graph;
  /** By storage: the first edge to a child that may still be ahead; 0 stands for the head of the list. */
  readonly #ahead: Int32Array;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#graph = ledger.graph;
    this.#ahead = new Int32Array(ledger.place.length);
  }

  /** Operators until the next use, the running one counting as 1. */
  distance(storage: number): number {
    const running = this.#ledger.introduced - 1;
    const { childHead, edgeNext, edgeOperator } = this.#graph;
    const seen = int(this.#ahead, storage);
    let edge = seen === 0 ? int(childHead, storage) : seen;
    while (edge !== NONE && int(edgeOperator, edge) < running) edge = int(edgeNext, edge);
    this.#ahead[storage] = edge;
    return edge === NONE ? NEVER : int(edgeOperator, edge) + 1 - running;
  }
}
