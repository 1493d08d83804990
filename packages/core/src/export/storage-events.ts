import type { EvictionReason } from "../remat/engine/observer.ts";
import { int } from "../remat/graph/columns.ts";
import type { Graph } from "../remat/graph/graph.ts";
import type { TimelineEvent } from "../remat/simulator/timeline.ts";

/** Why a storage's bytes are free again. `duplicate`: a second copy, made because an operator makes all its outputs. */
export type FreeReason = EvictionReason | "duplicate";

/** A change of what is resident during a run. `timeNs` is compute spent until then. */
export type StorageEvent =
  | {
      readonly kind: "alloc";
      readonly storage: number;
      readonly timeNs: number;
      readonly operator: number;
      /** How often its operator has run, this time included. */
      readonly execution: number;
    }
  | {
      readonly kind: "free";
      readonly storage: number;
      readonly timeNs: number;
      readonly reason: FreeReason;
    };

/**
 * What a run allocated and freed, in order. An operator's outputs are allocated before it runs, all of them even where
 * one is still resident, so that the highest sum is the peak that the run itself reports.
 */
export function storageEvents(
  graph: Graph,
  timeline: readonly TimelineEvent[],
): readonly StorageEvent[] {
  const replay = new Replay(graph);
  for (const event of timeline) {
    if (event.kind === "evict") replay.evict(event.storage, event.timeNs, event.reason);
    else replay.execute(event.operator, event.timeNs);
  }
  return replay.events;
}

const ABSENT = 0;
const RESIDENT = 1;
/** Forgotten for good: recomputed only as a by-product, and given back at once. */
const BANISHED = 2;

class Replay {
  readonly events: StorageEvent[] = [];
  readonly #graph: Graph;
  readonly #place: Uint8Array;
  readonly #executions: Int32Array;
  /** Only executions take time, so one begins when the last one ended. */
  #nowNs = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#place = new Uint8Array(graph.storageCount);
    this.#executions = new Int32Array(graph.operatorCount);
  }

  execute(operator: number, endNs: number): void {
    const graph = this.#graph;
    const execution = int(this.#executions, operator) + 1;
    this.#executions[operator] = execution;
    const first = int(graph.firstStorage, operator);
    const end = int(graph.firstStorage, operator + 1);
    const timeNs = this.#nowNs;
    this.#nowNs = endNs;
    for (let storage = first; storage < end; storage++) {
      this.events.push({ kind: "alloc", storage, timeNs, operator, execution });
    }
    for (let storage = first; storage < end; storage++) {
      if (this.#place[storage] === ABSENT) this.#place[storage] = RESIDENT;
      else this.events.push({ kind: "free", storage, timeNs: endNs, reason: "duplicate" });
    }
  }

  evict(storage: number, timeNs: number, reason: EvictionReason): void {
    if (this.#place[storage] === RESIDENT) {
      this.events.push({ kind: "free", storage, timeNs, reason });
    }
    this.#place[storage] = reason === "banished" ? BANISHED : ABSENT;
  }
}
