import { flag, int, real } from "../graph/columns.ts";
import { type Graph, NONE } from "../graph/graph.ts";
import { Candidates } from "./candidates.ts";
import type { EvictionReason, Observer } from "./observer.ts";
import type { Executor } from "./executor.ts";
import { Ledger, PLACE } from "./ledger.ts";
import type { Limits, Shortage } from "./limits.ts";
import type { Ranker } from "./ranker.ts";

/**
 * The primitives of rematerialization over a ledger: lock and unlock, make room, run, evict. In which order a missing
 * tensor's ancestors are brought back is the business of a `Recursion`.
 */
export class Engine {
  readonly graph: Graph;
  readonly ledger: Ledger;
  readonly candidates: Candidates = new Candidates();
  readonly limits: Limits;
  /** Bytes over the budget at worst; only under a soft limit. */
  overBudget = 0;
  shortage: Shortage | undefined;
  observer: Observer | undefined;
  /** Asked first for what to evict: a candidate that nobody is expected to ask for again, or NONE. */
  expendable: (() => number) | undefined;
  /** Asked when nothing is evictable; true when that made something so. */
  lastResort: (() => boolean) | undefined;
  /** Told when the last lock on a storage without handles is gone. */
  abandoned: ((storage: number) => void) | undefined;
  readonly #ranker: Ranker;
  readonly #executor: Executor;

  constructor(
    graph: Graph,
    limits: Limits,
    ranker: (ledger: Ledger, candidates: Candidates) => Ranker,
    executor: Executor,
  ) {
    this.graph = graph;
    this.limits = limits;
    this.ledger = new Ledger(graph);
    this.candidates.fit(this.ledger.place.length);
    this.#ranker = ranker(this.ledger, this.candidates);
    this.#executor = executor;
  }

  /** Makes the outputs of the newest operator known, with one handle each; nothing runs yet. */
  introduce(operator: number): void {
    const { ledger, graph } = this;
    if (ledger.fit()) {
      this.candidates.fit(ledger.place.length);
      this.#ranker.costs.fit();
    }
    ledger.introduced = operator + 1;
    const end = int(graph.firstOutput, operator + 1);
    for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
      const storage = int(graph.storageOf, tensor);
      ledger.handles[tensor] = 1;
      ledger.references[storage] = int(ledger.references, storage) + 1;
    }
  }

  /**
   * Goes on where `earlier` stands, whose program this one's graph holds in part; `tensorAt` and `storageAt` give the places
   * of its tensors and storages here, or NONE for what was left out.
   */
  continueFrom(earlier: Engine, tensorAt: Int32Array, storageAt: Int32Array): void {
    const { ledger } = this;
    this.overBudget = earlier.overBudget;
    ledger.continueFrom(earlier.ledger);
    ledger.introduced = this.graph.operatorCount;
    for (let tensor = 0; tensor < tensorAt.length; tensor++) {
      const here = int(tensorAt, tensor);
      if (here === NONE) continue;
      ledger.handles[here] = int(earlier.ledger.handles, tensor);
      ledger.defined[here] = flag(earlier.ledger.defined, tensor);
    }
    const evicted: number[] = [];
    for (let storage = 0; storage < storageAt.length; storage++) {
      const here = int(storageAt, storage);
      if (here === NONE) continue;
      this.#adopt(here, earlier.ledger, storage);
      if (earlier.ledger.isEvicted(storage)) evicted.push(here);
    }
    for (const storage of evicted) {
      ledger.place[storage] = PLACE.evicted;
      this.#ranker.costs.evicted(storage);
    }
    for (let storage = 0; storage < this.graph.storageCount; storage++) this.offer(storage);
  }

  /** Takes over a storage. An evicted one counts as resident until the ranker has been told of it. */
  #adopt(here: number, earlier: Ledger, storage: number): void {
    const { ledger } = this;
    ledger.place[here] = earlier.isEvicted(storage) ? PLACE.resident : flag(earlier.place, storage);
    ledger.pinned[here] = flag(earlier.pinned, storage);
    ledger.references[here] = int(earlier.references, storage);
    ledger.lastUse[here] = real(earlier.lastUse, storage);
    ledger.cost[here] = real(earlier.cost, storage);
    this.#ranker.costs.introduced(here);
  }

  lock(storage: number): void {
    const { locks } = this.ledger;
    locks[storage] = int(locks, storage) + 1;
    if (this.candidates.has(storage)) this.candidates.leave(storage);
  }

  unlock(storage: number): void {
    const { locks, references } = this.ledger;
    const left = int(locks, storage) - 1;
    locks[storage] = left;
    if (left > 0) return;
    this.offer(storage);
    if (this.abandoned !== undefined && int(references, storage) === 0) this.abandoned(storage);
  }

  /** Makes a storage a candidate if it may be one. */
  offer(storage: number): void {
    const { ledger } = this;
    if (!ledger.isEvictable(storage)) return;
    if (real(this.graph.bytes, storage) < this.limits.leastBytes) return;
    this.candidates.join(storage, this.#ranker.key(storage), real(ledger.lastUse, storage));
  }

  /** Keeps a storage resident for good. */
  pin(storage: number): void {
    this.ledger.pinned[storage] = 1;
    if (this.candidates.has(storage)) this.candidates.leave(storage);
  }

  touch(storage: number): void {
    this.ledger.lastUse[storage] = this.ledger.clock;
  }

  touchOutputs(operator: number): void {
    const { graph } = this;
    const end = int(graph.firstOutput, operator + 1);
    for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
      this.touch(int(graph.storageOf, tensor));
    }
  }

  /** Evicts until `bytes` more fit in the budget. False when that cannot be. */
  makeRoom(bytes: number): boolean {
    const { ledger } = this;
    while (ledger.memory + bytes > this.limits.budget) {
      if (this.expendable !== undefined && this.#dismissOne(this.expendable())) continue;
      const victim = this.#ranker.pick();
      if (victim !== NONE) this.evict(victim, "pressure");
      else if (this.lastResort?.() !== true) return false;
    }
    return true;
  }

  evict(storage: number, reason: EvictionReason): void {
    const { ledger } = this;
    ledger.evictions += 1;
    if (reason === "pressure") ledger.evictionsForRoom += 1;
    this.#vacate(storage, PLACE.evicted);
    this.#ranker.costs.evicted(storage);
    this.observer?.evicted(storage, reason);
  }

  #dismissOne(storage: number): boolean {
    if (storage === NONE) return false;
    this.ledger.evictions += 1;
    this.ledger.evictionsForRoom += 1;
    this.#vacate(storage, PLACE.dismissed);
    this.observer?.evicted(storage, "pressure");
    return true;
  }

  /** Forgets a storage for good: it can be neither read nor recomputed, so what was made from it is pinned. */
  banish(storage: number): void {
    const { ledger, graph } = this;
    const wasEvicted = ledger.isEvicted(storage);
    if (ledger.isResident(storage)) this.#vacate(storage, PLACE.banished);
    else ledger.place[storage] = PLACE.banished;
    if (wasEvicted) this.#ranker.costs.restored(storage);
    for (
      let edge = int(graph.childHead, storage);
      edge !== NONE;
      edge = int(graph.edgeNext, edge)
    ) {
      if (int(graph.edgeOperator, edge) >= ledger.introduced) break;
      const child = int(graph.edgeTarget, edge);
      if (ledger.isResident(child)) this.pin(child);
    }
    this.observer?.evicted(storage, "banished");
  }

  #vacate(storage: number, place: number): void {
    const { ledger, graph } = this;
    if (this.candidates.has(storage)) this.candidates.leave(storage);
    ledger.place[storage] = place;
    ledger.memory -= real(graph.bytes, storage);
    for (let t = int(graph.root, storage); t !== NONE; t = int(graph.nextView, t)) {
      ledger.defined[t] = 0;
    }
    this.#executor.free(storage, place === PLACE.banished ? "forgotten" : "evicted");
  }

  /**
   * Runs an operator whose inputs are defined and locked, after making room for its outputs. False, with `shortage`
   * set, when there is no room, when it throws, or when rematerialization has cost more than its limit.
   */
  run(operator: number, again: boolean): boolean {
    return this.begin(operator) && this.#execute(operator) && this.end(operator, again);
  }

  #execute(operator: number): boolean {
    try {
      this.#executor.execute(operator);
      return true;
    } catch (cause) {
      this.abort(operator);
      this.shortage = { kind: "failed", operator, cause };
      return false;
    }
  }

  /** Makes room for an operator's outputs and sets it aside. */
  begin(operator: number): boolean {
    return this.reserve(operator, real(this.graph.outputBytes, operator));
  }

  /** Makes room for `bytes` of an operator and sets it aside. False, with `shortage` set, when there is none. */
  reserve(operator: number, bytes: number): boolean {
    const { ledger } = this;
    const fits = ledger.memory + bytes <= this.limits.budget || this.makeRoom(bytes);
    if (!fits && !this.#overrun(operator, ledger.memory + bytes)) return false;
    ledger.allocate(bytes);
    return true;
  }

  #overrun(operator: number, neededBytes: number): boolean {
    if (this.limits.limit === "soft") {
      const overBytes = neededBytes - this.limits.budget;
      this.overBudget = Math.max(this.overBudget, overBytes);
      this.observer?.overran?.(overBytes);
      return true;
    }
    this.shortage = { kind: "oom", operator, neededBytes };
    return false;
  }

  /** Gives back what `begin` set aside for an operator that failed. */
  abort(operator: number): void {
    this.ledger.memory -= real(this.graph.outputBytes, operator);
  }

  /** Books an operator that has run. */
  end(operator: number, again: boolean): boolean {
    const { ledger } = this;
    const cost = real(this.graph.cost, operator);
    ledger.clock += cost;
    if (again) {
      ledger.rematTime += cost;
      ledger.rematerializations += 1;
    } else {
      ledger.programTime += cost;
      this.#charge(operator);
    }
    this.#define(operator);
    this.observer?.ran(operator, again);
    if (ledger.rematTime <= this.limits.rematTime) return true;
    this.shortage = { kind: "thrash", operator };
    return false;
  }

  /** Adds the operator's cost once to every storage it makes or views. */
  #charge(operator: number): void {
    const { ledger, graph } = this;
    const cost = real(graph.cost, operator);
    const firstNew = int(graph.firstStorage, operator);
    const first = int(graph.firstOutput, operator);
    const end = int(graph.firstOutput, operator + 1);
    for (let tensor = first; tensor < end; tensor++) {
      const storage = int(graph.storageOf, tensor);
      if (storage < firstNew && this.#isViewedEarlier(storage, first, tensor)) continue;
      ledger.cost[storage] = real(ledger.cost, storage) + cost;
      if (storage >= firstNew) this.#ranker.costs.introduced(storage);
      else this.#ranker.costs.recosted(storage);
    }
  }

  #isViewedEarlier(storage: number, first: number, end: number): boolean {
    for (let tensor = first; tensor < end; tensor++) {
      if (int(this.graph.storageOf, tensor) === storage) return true;
    }
    return false;
  }

  /** Marks the outputs as there. The second copy of a storage that was resident all along, or is banished, is given back at once. */
  #define(operator: number): void {
    const { ledger, graph } = this;
    const end = int(graph.firstOutput, operator + 1);
    for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
      const storage = int(graph.storageOf, tensor);
      if (int(graph.root, storage) === tensor) this.#settle(storage);
      if (ledger.isResident(storage)) ledger.defined[tensor] = 1;
    }
  }

  #settle(storage: number): void {
    const { ledger } = this;
    if (ledger.isResident(storage) || ledger.isBanished(storage)) {
      ledger.memory -= real(this.graph.bytes, storage);
      return;
    }
    const again = ledger.isEvicted(storage);
    ledger.place[storage] = PLACE.resident;
    if (again) this.#ranker.costs.restored(storage);
    else this.touch(storage);
    this.offer(storage);
  }
}
