import { InvalidArgumentError } from "../../errors.ts";
import { int, real } from "../graph/columns.ts";
import type { Graph } from "../graph/graph.ts";
import { STEP, type Trace } from "../trace/trace.ts";

/** The search may visit every subset of the storages, so there must be few. */
const MOST_STORAGES = 20;

/** A trace as the oracle sees it: storages as bits of a set, constants apart. */
export interface OracleProgram {
  /** In order of the program. The last is not the program's: it reads what must be resident together at the end. */
  readonly calls: readonly OracleCall[];
  /** Bytes of each storage that is no constant. */
  readonly bytes: readonly number[];
}

/** A call, its storages as sets. */
export interface OracleCall {
  readonly cost: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Constants that exist by then. */
  readonly constantBytes: number;
}

/**
 * A trace for the oracle.
 * @throws InvalidArgumentError for views, and for more storages than it takes.
 */
export function oracleProgram(trace: Trace): OracleProgram {
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
    throw new InvalidArgumentError(
      `the oracle takes ${MOST_STORAGES} storages at most, not ${bytes.length}; take a shorter trace`,
    );
  }
  const kept = [...handles].flatMap(([storage, count]) => (count > 0 ? [storage] : []));
  calls.push({ cost: 0, inputs: setOf(kept, bits), outputs: 0, constantBytes });
  return { calls, bytes };
}

function outputsOf(graph: Graph, operator: number): readonly number[] {
  const storages: number[] = [];
  for (let t = int(graph.firstOutput, operator); t < int(graph.firstOutput, operator + 1); t++) {
    if (graph.isView(t)) throw new InvalidArgumentError("the oracle takes no traces with views");
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
