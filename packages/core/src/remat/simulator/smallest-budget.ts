import { int, real } from "../graph/columns.ts";
import { STEP, type Trace } from "../trace/trace.ts";

/**
 * The least budget that is not hopeless: at every operator its distinct inputs, its outputs and the constants so far
 * must fit together, and at the end everything that still has a handle. Whether a run succeeds with it is another matter.
 */
export function smallestBudget(trace: Trace): number {
  const { graph, steps } = trace;
  const counted = new Int32Array(graph.storageCount).fill(-1);
  const references = new Int32Array(graph.storageCount);
  let constants = 0;
  let smallest = 0;
  for (let at = 0; at < steps.length; at += 2) {
    const id = int(steps, at + 1);
    const kind = int(steps, at);
    if (kind === STEP.retain || kind === STEP.release) {
      const storage = int(graph.storageOf, id);
      references[storage] = int(references, storage) + (kind === STEP.retain ? 1 : -1);
      continue;
    }
    addHandles(trace, references, id);
    if (kind === STEP.constant) {
      constants += real(graph.outputBytes, id);
      counted[int(graph.firstStorage, id)] = graph.operatorCount;
    } else smallest = Math.max(smallest, constants + workingSet(trace, counted, id));
  }
  let kept = constants;
  for (let storage = 0; storage < graph.storageCount; storage++) {
    const isConstant = int(counted, storage) === graph.operatorCount;
    if (int(references, storage) > 0 && !isConstant) kept += real(graph.bytes, storage);
  }
  return Math.max(smallest, constants, kept);
}

function addHandles({ graph }: Trace, references: Int32Array, operator: number): void {
  const end = int(graph.firstOutput, operator + 1);
  for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
    const storage = int(graph.storageOf, tensor);
    references[storage] = int(references, storage) + 1;
  }
}

/** Bytes of an operator's outputs and of its inputs, constants left out. `counted` marks constants with the operator count. */
function workingSet({ graph }: Trace, counted: Int32Array, operator: number): number {
  let bytes = real(graph.outputBytes, operator);
  const end = int(graph.firstInput, operator + 1);
  for (let at = int(graph.firstInput, operator); at < end; at++) {
    const storage = int(graph.storageOf, int(graph.inputs, at));
    const mark = int(counted, storage);
    if (mark === operator || mark === graph.operatorCount) continue;
    counted[storage] = operator;
    bytes += real(graph.bytes, storage);
  }
  return bytes;
}
