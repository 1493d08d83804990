import { type Ledger, PLACE } from "../engine/ledger.ts";
import { flag, grownInts, grownReals, int, real, roomFor } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import type { CostModel, Lowered } from "./cost-model.ts";

/** Bounds around a class of at most so many members follow every loss of it. */
const SMALL = 64;
/** A larger class may lose the rest of this share of its cost first; bounds count only that share. */
const KEPT = 0.99;
/** Room for the rounding of a scaled bound. */
const ROUNDING = 1 - 1e-12;

/**
 * The cost of a storage and of the equivalence classes of its evicted neighbours (DTR paper, section 4.1, h_DTR^eq).
 * Evicting a storage unites its class with those of its evicted neighbours; restoring it takes its cost off the
 * class, which is never split again.
 *
 * Evictions only raise costs, so bounds survive them. A restoration lowers the cost of whatever is next to the class: if the
 * class keeps a share r of its cost, a neighbour keeps at least r of what it owes to classes, so its bound is scaled by r. Around
 * a small class that happens at once. A larger class counts in bounds with 99 % of its cost, so that it happens
 * only once it has lost 1 % of the most it has cost (`peak`): the walk around a class of m equal members comes once in m / 100 losses.
 */
export class ClassCost implements CostModel {
  bound: Float64Array = new Float64Array(0);
  readonly #ledger: Ledger;
  readonly #lowered: Lowered;

  /** By storage: its node in the forest of classes while evicted. */
  #node: Int32Array = new Int32Array(0);
  /** By storage: the next and the previous evicted member of its class, in a ring. */
  #next: Int32Array = new Int32Array(0);
  #previous: Int32Array = new Int32Array(0);

  #nodes = 0;
  #up: Int32Array = new Int32Array(64);
  #cost: Float64Array = new Float64Array(64);
  #peak: Float64Array = new Float64Array(64);
  #member: Int32Array = new Int32Array(64);
  /** By node: the query that last counted it. */
  #members: Int32Array = new Int32Array(64);
  #counted: Int32Array = new Int32Array(64);
  #queries = 0;
  /** The part of the last query's cost that larger classes have. */
  #uncertain = 0;

  constructor(ledger: Ledger, lowered: Lowered) {
    this.#ledger = ledger;
    this.#lowered = lowered;
    this.fit();
  }

  exact(storage: number): number {
    const { cost, graph } = this.#ledger;
    this.#queries += 1;
    this.#uncertain = 0;
    const own = real(cost, storage);
    const sum =
      own + this.#sum(int(graph.parentHead, storage)) + this.#sum(int(graph.childHead, storage));
    this.bound[storage] = sum - (1 - KEPT) * this.#uncertain;
    return sum;
  }

  /** The cost of the class of an evicted storage. */
  classCost(storage: number): number {
    return real(this.#cost, this.#find(int(this.#node, storage)));
  }

  /** Whether two evicted storages are in one class. */
  sameClass(a: number, b: number): boolean {
    return this.#find(int(this.#node, a)) === this.#find(int(this.#node, b));
  }

  #sum(head: number): number {
    const { graph, introduced, place } = this.#ledger;
    let sum = 0;
    for (let edge = head; edge !== NONE; edge = int(graph.edgeNext, edge)) {
      if (int(graph.edgeOperator, edge) >= introduced) break;
      const neighbour = int(graph.edgeTarget, edge);
      if (flag(place, neighbour) !== PLACE.evicted) continue;
      const node = this.#find(int(this.#node, neighbour));
      if (int(this.#counted, node) === this.#queries) continue;
      this.#counted[node] = this.#queries;
      sum += real(this.#cost, node);
      if (int(this.#members, node) > SMALL) this.#uncertain += real(this.#cost, node);
    }
    return sum;
  }

  introduced(storage: number): void {
    this.bound[storage] = real(this.#ledger.cost, storage);
  }

  recosted(storage: number): void {
    this.bound[storage] = Math.max(real(this.bound, storage), real(this.#ledger.cost, storage));
  }

  evicted(storage: number): void {
    const { graph } = this.#ledger;
    const node = this.#newNode(storage);
    this.#node[storage] = node;
    this.#next[storage] = storage;
    this.#previous[storage] = storage;
    this.#uniteWith(node, int(graph.parentHead, storage));
    this.#uniteWith(node, int(graph.childHead, storage));
  }

  restored(storage: number): void {
    const { cost, graph } = this.#ledger;
    const node = this.#find(int(this.#node, storage));
    this.#leave(storage, node);
    const before = real(this.#cost, node);
    this.#cost[node] = before - real(cost, storage);
    if (int(this.#members, node) <= SMALL) this.#scaleAround(node, before);
    else if (real(this.#cost, node) < KEPT * real(this.#peak, node)) {
      this.#scaleAround(node, real(this.#peak, node));
    }
    this.exact(storage);
    this.#renew(int(graph.parentHead, storage));
    this.#renew(int(graph.childHead, storage));
  }

  fit(): void {
    const room = this.#ledger.place.length;
    this.bound = grownReals(this.bound, room);
    this.#node = grownInts(this.#node, room, NONE);
    this.#next = grownInts(this.#next, room, NONE);
    this.#previous = grownInts(this.#previous, room, NONE);
  }

  #newNode(storage: number): number {
    const node = this.#nodes++;
    if (node === this.#up.length) this.#growNodes(roomFor(node + 1));
    const own = real(this.#ledger.cost, storage);
    this.#up[node] = node;
    this.#cost[node] = own;
    this.#peak[node] = own;
    this.#member[node] = storage;
    this.#members[node] = 1;
    return node;
  }

  #growNodes(room: number): void {
    this.#up = grownInts(this.#up, room);
    this.#cost = grownReals(this.#cost, room);
    this.#peak = grownReals(this.#peak, room);
    this.#member = grownInts(this.#member, room);
    this.#members = grownInts(this.#members, room);
    this.#counted = grownInts(this.#counted, room);
  }

  /** The root of a node's class; halves the path on the way. */
  #find(node: number): number {
    let at = node;
    for (let up = int(this.#up, at); up !== at; up = int(this.#up, at)) {
      const above = int(this.#up, up);
      this.#up[at] = above;
      at = above;
    }
    return at;
  }

  #uniteWith(node: number, head: number): void {
    const { graph, introduced, place } = this.#ledger;
    for (let edge = head; edge !== NONE; edge = int(graph.edgeNext, edge)) {
      if (int(graph.edgeOperator, edge) >= introduced) break;
      const neighbour = int(graph.edgeTarget, edge);
      if (flag(place, neighbour) === PLACE.evicted) this.#unite(int(this.#node, neighbour), node);
    }
  }

  #unite(a: number, b: number): void {
    const [rootA, rootB] = [this.#find(a), this.#find(b)];
    if (rootA === rootB) return;
    const aIsLarger = int(this.#members, rootA) > int(this.#members, rootB);
    const [from, into] = aIsLarger ? [rootB, rootA] : [rootA, rootB];
    this.#lowerIfOutgrown(from, into);
    this.#up[from] = into;
    this.#members[into] = int(this.#members, into) + int(this.#members, from);
    this.#cost[into] = real(this.#cost, into) + real(this.#cost, from);
    this.#peak[into] = real(this.#peak, into) + real(this.#peak, from);
    this.#splice(from, into);
  }

  /** Bounds around a small class count all of its cost, which is too much once it is part of a larger one. */
  #lowerIfOutgrown(a: number, b: number): void {
    const [inA, inB] = [int(this.#members, a), int(this.#members, b)];
    if (inA + inB <= SMALL) return;
    if (inA <= SMALL) this.#lowerAround(a, KEPT);
    if (inB <= SMALL) this.#lowerAround(b, KEPT);
  }

  /** Joins two rings of members. A class whose members were all restored has none. */
  #splice(from: number, into: number): void {
    const [a, b] = [int(this.#member, from), int(this.#member, into)];
    if (a === NONE) return;
    if (b === NONE) {
      this.#member[into] = a;
      return;
    }
    const [afterA, afterB] = [int(this.#next, a), int(this.#next, b)];
    this.#next[a] = afterB;
    this.#previous[afterB] = a;
    this.#next[b] = afterA;
    this.#previous[afterA] = b;
  }

  #leave(storage: number, node: number): void {
    const [after, before] = [int(this.#next, storage), int(this.#previous, storage)];
    this.#next[before] = after;
    this.#previous[after] = before;
    if (int(this.#member, node) === storage) {
      this.#member[node] = after === storage ? NONE : after;
    }
    this.#members[node] = int(this.#members, node) - 1;
    this.#node[storage] = NONE;
  }

  /** After a class fell from `before` to its present cost. */
  #scaleAround(node: number, before: number): void {
    const now = real(this.#cost, node);
    this.#peak[node] = now;
    if (before > 0) this.#lowerAround(node, (now / before) * ROUNDING);
  }

  /** Takes the bounds around a class down to `share` of what they count for classes. */
  #lowerAround(node: number, share: number): void {
    const first = int(this.#member, node);
    if (first === NONE) return;
    const { graph } = this.#ledger;
    let member = first;
    do {
      this.#lower(int(graph.parentHead, member), share);
      this.#lower(int(graph.childHead, member), share);
      member = int(this.#next, member);
    } while (member !== first);
  }

  #lower(head: number, share: number): void {
    const { cost, graph, introduced, pinned, place } = this.#ledger;
    for (let edge = head; edge !== NONE; edge = int(graph.edgeNext, edge)) {
      if (int(graph.edgeOperator, edge) >= introduced) break;
      const neighbour = int(graph.edgeTarget, edge);
      if (flag(place, neighbour) !== PLACE.resident || flag(pinned, neighbour) === 1) continue;
      const own = real(cost, neighbour);
      this.bound[neighbour] = own + Math.max(0, real(this.bound, neighbour) - own) * share;
      this.#lowered(neighbour);
    }
  }

  /** Derives the bounds of the resident storages in a list of neighbours again. */
  #renew(head: number): void {
    const { graph, introduced, pinned, place } = this.#ledger;
    for (let edge = head; edge !== NONE; edge = int(graph.edgeNext, edge)) {
      if (int(graph.edgeOperator, edge) >= introduced) break;
      const neighbour = int(graph.edgeTarget, edge);
      if (flag(place, neighbour) !== PLACE.resident || flag(pinned, neighbour) === 1) continue;
      this.exact(neighbour);
      this.#lowered(neighbour);
    }
  }
}
