import type { Candidates } from "../engine/candidates.ts";
import type { Ledger } from "../engine/ledger.ts";
import type { Ranker } from "../engine/ranker.ts";
import { NONE } from "../graph/graph.ts";
import type { Heuristic } from "../heuristics/heuristic.ts";

/** Classes as the paper describes them, with sets and no cleverness. */
class Classes {
  readonly #classOf = new Map<number, { cost: number }>();
  readonly #merged = new Map<{ cost: number }, { cost: number }>();

  find(storage: number): { cost: number } | undefined {
    let found = this.#classOf.get(storage);
    for (let up = found; up !== undefined; up = this.#merged.get(up)) found = up;
    return found;
  }

  evicted(storage: number, cost: number, neighbours: readonly number[]): void {
    const own = { cost };
    this.#classOf.set(storage, own);
    for (const neighbour of neighbours) {
      const [a, b] = [this.find(neighbour), this.find(storage)];
      if (a === undefined || b === undefined || a === b) continue;
      b.cost += a.cost;
      this.#merged.set(a, b);
    }
  }

  restored(storage: number, cost: number): void {
    const found = this.find(storage);
    if (found !== undefined) found.cost -= cost;
    this.#classOf.delete(storage);
  }
}

type Cost = (storage: number) => number;

function neighbours(ledger: Ledger, storage: number, heads: Int32Array): number[] {
  const { graph } = ledger;
  const found: number[] = [];
  for (let edge = heads[storage]!; edge !== NONE; edge = graph.edgeNext[edge]!) {
    if (graph.edgeOperator[edge]! < ledger.introduced) found.push(graph.edgeTarget[edge]!);
  }
  return found.filter((s) => ledger.isEvicted(s));
}

function reach(ledger: Ledger, storage: number, heads: Int32Array): number[] {
  const seen = new Set<number>([storage]);
  for (const at of seen) for (const next of neighbours(ledger, at, heads)) seen.add(next);
  return [...seen].filter((s) => s !== storage);
}

function costOf(name: string, ledger: Ledger, classes: Classes): Cost {
  const sum = (list: readonly number[]) => list.reduce((total, s) => total + ledger.cost[s]!, 0);
  const { parentHead, childHead } = ledger.graph;
  const own: Cost = (s) => ledger.cost[s]!;
  switch (name) {
    case "dtr":
      return (s) => own(s) + sum(reach(ledger, s, parentHead)) + sum(reach(ledger, s, childHead));
    case "msps":
      return (s) => own(s) + sum(reach(ledger, s, parentHead));
    case "e-star":
      return (s) => reach(ledger, s, parentHead).length + reach(ledger, s, childHead).length;
    case "dtr-eq":
      return (s) => {
        const next = [...neighbours(ledger, s, parentHead), ...neighbours(ledger, s, childHead)];
        const distinct = new Set(next.map((n) => classes.find(n)!));
        return own(s) + [...distinct].reduce((total, c) => total + c.cost, 0);
      };
    case "dtr-local":
      return own;
    default:
      return () => 1;
  }
}

const SIZED = new Set(["dtr", "dtr-eq", "dtr-local", "msps", "size"]);
const STALE = new Set(["dtr", "dtr-eq", "dtr-local", "lru"]);

/** The heuristic of a name by definition: every score from scratch, in one scan in pool order. */
export function naive(name: string): Heuristic {
  return {
    name,
    source: "test",
    formula: "test",
    needsFuture: false,
    ranker: ({ ledger, candidates }) => naiveRanker(name, ledger, candidates),
  };
}

function naiveRanker(name: string, ledger: Ledger, candidates: Candidates): Ranker {
  const classes = new Classes();
  const cost = costOf(name, ledger, classes);
  const { parentHead, childHead, bytes } = ledger.graph;
  const score = (s: number): number => {
    const size = SIZED.has(name) ? bytes[s]! : 1;
    const stale = STALE.has(name) ? ledger.clock - ledger.lastUse[s]! : 1;
    return size * stale === 0 ? Infinity : cost(s) / (size * stale);
  };
  return {
    key: () => 0,
    pick() {
      let best = NONE;
      let least = Infinity;
      for (let slot = 0; slot < candidates.length; slot++) {
        const storage = candidates.at(slot);
        if (storage === NONE) continue;
        const found = score(storage);
        if (found > least) continue;
        [best, least] = [storage, found];
        if (found === 0) break;
      }
      return best;
    },
    costs: {
      introduced: () => undefined,
      recosted: () => undefined,
      evicted: (s) =>
        classes.evicted(s, ledger.cost[s]!, [
          ...neighbours(ledger, s, parentHead),
          ...neighbours(ledger, s, childHead),
        ]),
      restored: (s) => classes.restored(s, ledger.cost[s]!),
      fit: () => undefined,
    },
  };
}
