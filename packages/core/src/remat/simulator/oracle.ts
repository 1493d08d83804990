import { int, real } from "../graph/columns.ts";
import type { Graph } from "../graph/graph.ts";
import { STEP, type Trace } from "../trace/trace.ts";

/** The search visits every subset of the storages, so there must be few. */
const MOST_STORAGES = 10;

/** A trace as the oracle sees it: storages as bits of a set, constants apart. */
interface Program {
  /** In order of the program. */
  readonly calls: readonly OracleCall[];
  /** Bytes of each storage that is no constant. */
  readonly bytes: readonly number[];
  /** The storages that must be resident together at the end. */
  readonly kept: number;
  readonly constantBytes: number;
}

interface OracleCall {
  readonly cost: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Constants that exist by then. */
  readonly constantBytes: number;
}

/**
 * The least compute, in nanoseconds, with which any rematerialization can run a trace in program order under a budget,
 * or nothing if none can: what every policy is compared with. Knows the whole future, evicts and recomputes whatever pays.
 * Exact, by the shortest path over (calls done, set of resident storages): O(calls · 4^storages), for tiny traces only.
 * @throws RangeError for views, and for more than 10 storages besides constants.
 */
export function oracleCompute(trace: Trace, budgetBytes: number): number | undefined {
  const program = programOf(trace);
  const sets = 1 << program.bytes.length;
  const sizes = Float64Array.from({ length: sets }, (_, set) => bytesOf(program, set));
  let costs = new Float64Array(sets).fill(Infinity);
  costs[0] = 0;
  for (const [done, call] of program.calls.entries()) {
    settle(costs, program.calls.slice(0, done), sizes, budgetBytes - call.constantBytes);
    costs = advance(costs, call, sizes, budgetBytes - call.constantBytes);
  }
  settle(costs, program.calls, sizes, budgetBytes - program.constantBytes);
  const least = costs.reduce(
    (best, cost, set) => ((set & program.kept) === program.kept ? Math.min(best, cost) : best),
    Infinity,
  );
  return least === Infinity ? undefined : least;
}

/** Dijkstra within one step of the program: evictions are free, and every call done so far may be done again. */
function settle(
  costs: Float64Array,
  done: readonly OracleCall[],
  sizes: Float64Array,
  room: number,
): void {
  const settled = new Uint8Array(costs.length);
  for (let set = cheapest(costs, settled); set >= 0; set = cheapest(costs, settled)) {
    settled[set] = 1;
    const cost = real(costs, set);
    for (let bits = set; bits !== 0; bits &= bits - 1) relax(costs, set & ~(bits & -bits), cost);
    for (const call of done) {
      const after = runOn(call, set, sizes, room);
      if (after !== undefined) relax(costs, after, cost + call.cost);
    }
  }
}

function advance(
  costs: Float64Array,
  call: OracleCall,
  sizes: Float64Array,
  room: number,
): Float64Array<ArrayBuffer> {
  const next = new Float64Array(costs.length).fill(Infinity);
  for (let set = 0; set < costs.length; set++) {
    const after = runOn(call, set, sizes, room);
    if (after !== undefined) relax(next, after, real(costs, set) + call.cost);
  }
  return next;
}

/** What is resident after a call, if its inputs are there and its outputs fit beside them. */
function runOn(
  call: OracleCall,
  set: number,
  sizes: Float64Array,
  room: number,
): number | undefined {
  const after = set | call.outputs;
  return (set & call.inputs) === call.inputs && real(sizes, after) <= room ? after : undefined;
}

function relax(costs: Float64Array, set: number, cost: number): void {
  if (cost < real(costs, set)) costs[set] = cost;
}

function cheapest(costs: Float64Array, settled: Uint8Array): number {
  let best = -1;
  let least = Infinity;
  for (let set = 0; set < costs.length; set++) {
    const cost = real(costs, set);
    if (settled[set] === 1 || cost >= least) continue;
    [best, least] = [set, cost];
  }
  return best;
}

function bytesOf({ bytes }: Program, set: number): number {
  return bytes.reduce((sum, size, bit) => sum + ((set >> bit) & 1) * size, 0);
}

function programOf(trace: Trace): Program {
  const { graph, steps } = trace;
  const bits = new Map<number, number>();
  const bytes: number[] = [];
  const calls: OracleCall[] = [];
  const handles = new Map<number, number>();
  let constantBytes = 0;
  const hold = (storage: number, change: number): void =>
    void handles.set(storage, (handles.get(storage) ?? 0) + change);
  for (let at = 0; at < steps.length; at += 2) {
    const [kind, id] = [int(steps, at), int(steps, at + 1)];
    if (kind === STEP.retain || kind === STEP.release) {
      hold(int(graph.storageOf, id), kind === STEP.retain ? 1 : -1);
      continue;
    }
    const made = outputsOf(graph, id);
    for (const storage of made) hold(storage, 1);
    if (kind === STEP.constant) {
      constantBytes += real(graph.outputBytes, id);
      continue;
    }
    for (const storage of made) {
      bits.set(storage, 1 << bytes.length);
      bytes.push(real(graph.bytes, storage));
    }
    const inputs = setOf(inputsOf(graph, id), bits);
    calls.push({ cost: real(graph.cost, id), inputs, outputs: setOf(made, bits), constantBytes });
  }
  if (bytes.length > MOST_STORAGES) {
    throw new RangeError(`the oracle takes ${MOST_STORAGES} storages at most, not ${bytes.length}`);
  }
  const kept = [...handles].flatMap(([storage, count]) => (count > 0 ? [storage] : []));
  return { calls, bytes, kept: setOf(kept, bits), constantBytes };
}

function outputsOf(graph: Graph, operator: number): readonly number[] {
  const storages: number[] = [];
  for (let t = int(graph.firstOutput, operator); t < int(graph.firstOutput, operator + 1); t++) {
    if (graph.isView(t)) throw new RangeError("the oracle takes no traces with views");
    storages.push(int(graph.storageOf, t));
  }
  return storages;
}

function inputsOf(graph: Graph, operator: number): readonly number[] {
  const [from, to] = [int(graph.firstInput, operator), int(graph.firstInput, operator + 1)];
  return [...graph.inputs.subarray(from, to)].map((tensor) => int(graph.storageOf, tensor));
}

/** Constants have no bit: they are always there. */
function setOf(storages: readonly number[], bits: ReadonlyMap<number, number>): number {
  return storages.reduce((set, storage) => set | (bits.get(storage) ?? 0), 0);
}
