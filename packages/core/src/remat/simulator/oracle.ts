import { real } from "../graph/columns.ts";
import type { Trace } from "../trace/trace.ts";
import { LeastFirst } from "./least-first.ts";
import { type OracleCall, oracleProgram, type OracleProgram } from "./oracle-program.ts";

/** A place on the way through a program. */
interface Place {
  /** Calls of the program that are behind it. */
  readonly done: number;
  /** The resident storages. */
  readonly set: number;
  /** Nanoseconds of calls that were done again. */
  readonly again: number;
  /** No way on from here ends with less than this of them. */
  readonly least: number;
}

/**
 * The least compute, in nanoseconds, with which any rematerialization can run a trace in program order under a budget,
 * or nothing if none can: what every policy is compared with. Knows the whole future, evicts and recomputes whatever pays.
 * Exact, by the shortest path (A*) over (calls done, set of resident storages): at worst O(calls · 2^storages) places, for
 * small traces only.
 * @throws InvalidArgumentError for views, and for more than 20 storages besides constants.
 */
export function oracleCompute(trace: Trace, budgetBytes: number): number | undefined {
  const program = oracleProgram(trace);
  const again = new Search(program, budgetBytes).run();
  return again === undefined ? undefined : program.calls.reduce((sum, c) => sum + c.cost, again);
}

class Search {
  readonly #calls: readonly OracleCall[];
  readonly #fromLast: readonly (readonly [at: number, call: OracleCall])[];
  /** Bytes of every set. */
  readonly #sizes: Float64Array;
  readonly #budget: number;
  /** Of equally good places the furthest first. */
  readonly #open = new LeastFirst<Place>(
    (a, b) => a.least < b.least || (a.least === b.least && a.done > b.done),
  );
  /** The least `again` with which each place was reached, by its `done` and `set`. */
  readonly #reached = new Map<number, number>();

  constructor({ calls, bytes }: OracleProgram, budget: number) {
    this.#calls = calls;
    this.#fromLast = [...calls.entries()].reverse();
    this.#sizes = sizesOf(bytes);
    this.#budget = budget;
  }

  run(): number | undefined {
    this.#reach(0, 0, 0);
    for (let place = this.#open.take(); place !== undefined; place = this.#open.take()) {
      const call = this.#calls[place.done];
      if (call === undefined) return place.again;
      if (place.again === this.#reached.get(this.#key(place.done, place.set))) {
        this.#goOn(place, this.#budget - call.constantBytes);
      }
    }
    return undefined;
  }

  /** Does the next call, or one that was done before; evicts only when one that could be done does not fit. */
  #goOn({ done, set, again }: Place, room: number): void {
    let isCrowded = false;
    for (const [at, call] of this.#calls.slice(0, done + 1).entries()) {
      const after = set | call.outputs;
      if ((set & call.inputs) !== call.inputs || (at < done && after === set)) continue;
      if (real(this.#sizes, after) > room) isCrowded = true;
      else if (at < done) this.#reach(done, after, again + call.cost);
      else this.#reach(done + 1, after, again);
    }
    for (let bits = isCrowded ? set : 0; bits !== 0; bits &= bits - 1) {
      this.#reach(done, set & ~(bits & -bits), again);
    }
  }

  #reach(done: number, set: number, again: number): void {
    const key = this.#key(done, set);
    if (again >= (this.#reached.get(key) ?? Infinity)) return;
    this.#reached.set(key, again);
    this.#open.add({ done, set, again, least: again + this.#leastAgain(done, set) });
  }

  /** The cost of the calls that every way on does again: what they made is gone, and a call to come or another of them reads it. */
  #leastAgain(done: number, set: number): number {
    let read = 0;
    let cost = 0;
    for (const [at, call] of this.#fromLast) {
      if (at >= done) read |= call.inputs;
      else if ((call.outputs & read & ~set) !== 0) {
        read |= call.inputs;
        cost += call.cost;
      }
    }
    return cost;
  }

  #key(done: number, set: number): number {
    return done * this.#sizes.length + set;
  }
}

function sizesOf(bytes: readonly number[]): Float64Array {
  const sizes = new Float64Array(1 << bytes.length);
  for (const [bit, size] of bytes.entries()) {
    const without = sizes.subarray(0, 1 << bit);
    for (const [set, rest] of without.entries()) sizes[set + without.length] = rest + size;
  }
  return sizes;
}
