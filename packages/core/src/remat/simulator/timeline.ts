import type { EvictionReason, Observer } from "../engine/observer.ts";
import { real } from "../graph/columns.ts";
import { type PreparedTrace, simulate, type SimulationResult } from "./simulate.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Something that changed memory. `timeNs` is compute spent so far; `bytes` is what is resident after it. */
export type TimelineEvent =
  | {
      readonly kind: "run";
      readonly timeNs: number;
      readonly bytes: number;
      readonly operator: number;
    }
  | {
      readonly kind: "remat";
      readonly timeNs: number;
      readonly bytes: number;
      readonly operator: number;
    }
  | {
      readonly kind: "evict";
      readonly timeNs: number;
      readonly bytes: number;
      readonly storage: number;
      readonly reason: EvictionReason;
    };

/** Memory over time of one run. */
export interface Timeline {
  readonly result: SimulationResult;
  readonly events: readonly TimelineEvent[];
}

/** Runs a trace and records every execution and every eviction. */
export function rematTimelineOf(prepared: PreparedTrace, options: SimulationOptions): Timeline {
  const recorder = new TimelineRecorder(prepared);
  const result = simulate(prepared, options, undefined, recorder);
  return { result, events: recorder.events };
}

const AWAY = 0;
const RESIDENT = 1;
/** Gone for good: its operator may run again for another output, and what it makes of this one is given back at once. */
const BANISHED = 2;

class TimelineRecorder implements Observer {
  readonly events: TimelineEvent[] = [];
  readonly #graph: PreparedTrace["trace"]["graph"];
  readonly #place: Uint8Array;
  #timeNs = 0;
  #bytes = 0;

  constructor({ trace }: PreparedTrace) {
    this.#graph = trace.graph;
    this.#place = new Uint8Array(trace.graph.storageCount);
  }

  ran(operator: number, again: boolean): void {
    const graph = this.#graph;
    this.#timeNs += real(graph.cost, operator);
    const end = graph.firstStorage[operator + 1] ?? 0;
    for (let storage = graph.firstStorage[operator] ?? 0; storage < end; storage++) {
      if (this.#place[storage] === RESIDENT || this.#place[storage] === BANISHED) continue;
      this.#place[storage] = RESIDENT;
      this.#bytes += real(graph.bytes, storage);
    }
    const kind = again ? "remat" : "run";
    this.events.push({ kind, timeNs: this.#timeNs, bytes: this.#bytes, operator });
  }

  evicted(storage: number, reason: EvictionReason): void {
    if (this.#place[storage] === RESIDENT) this.#bytes -= real(this.#graph.bytes, storage);
    this.#place[storage] = reason === "banished" ? BANISHED : AWAY;
    this.events.push({ kind: "evict", timeNs: this.#timeNs, bytes: this.#bytes, storage, reason });
  }
}
