import type { Engine } from "../engine/engine.ts";
import { int, real } from "../graph/columns.ts";
import { Graph, NONE, type OutputSpec } from "../graph/graph.ts";
import type { Lifetimes } from "./lifetimes.ts";

/** What is left of a recording when all that nothing needs has been left out, and where each part of it went. */
export interface Renewal {
  readonly graph: Graph;
  /** By new operator: the old one, or NONE for one that only stands for a value that is final. */
  readonly operatorFrom: readonly number[];
  /** By old tensor and by old storage: the new one, or NONE. */
  readonly tensorAt: Int32Array;
  readonly storageAt: Int32Array;
}

/** The graph of the operators that are kept and of the storages that are needed, in their old order. */
export function renewalOf({ graph: old, ledger }: Engine, lifetimes: Lifetimes): Renewal {
  const graph = new Graph();
  const operatorFrom: number[] = [];
  const tensorAt = new Int32Array(old.tensorCount).fill(NONE);
  const storageAt = new Int32Array(old.storageCount).fill(NONE);

  const place = (tensor: number, at: number): void => {
    const storage = int(old.storageOf, tensor);
    tensorAt[tensor] = at;
    if (int(old.root, storage) === tensor) storageAt[storage] = int(graph.storageOf, at);
  };
  const keep = (operator: number): void => {
    const inputs = inputsOf(old, operator);
    const moved = inputs.map((tensor) => int(tensorAt, tensor));
    const outputs = outputsOf(old, operator, inputs);
    const first = int(graph.firstOutput, graph.add(real(old.cost, operator), moved, outputs));
    for (const index of outputs.keys())
      place(int(old.firstOutput, operator) + index, first + index);
    operatorFrom.push(operator);
  };
  const keepValues = (operator: number): void => {
    const end = int(old.firstOutput, operator + 1);
    for (let tensor = int(old.firstOutput, operator); tensor < end; tensor++) {
      const storage = int(old.storageOf, tensor);
      if (int(old.root, storage) !== tensor || ledger.isBanished(storage)) continue;
      const value = { kind: "storage", bytes: real(old.bytes, storage) } as const;
      place(tensor, int(graph.firstOutput, graph.add(0, [], [value])));
      operatorFrom.push(NONE);
    }
  };

  for (let operator = 0; operator < old.operatorCount; operator++) {
    if (lifetimes.isKept(operator)) keep(operator);
    else keepValues(operator);
  }
  return { graph, operatorFrom, tensorAt, storageAt };
}

function inputsOf(graph: Graph, operator: number): readonly number[] {
  return Array.from(
    graph.inputs.subarray(graph.firstInput[operator], graph.firstInput[operator + 1]),
  );
}

function outputsOf(
  graph: Graph,
  operator: number,
  inputs: readonly number[],
): readonly OutputSpec[] {
  const outputs: OutputSpec[] = [];
  const end = int(graph.firstOutput, operator + 1);
  for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
    const storage = int(graph.storageOf, tensor);
    if (int(graph.root, storage) === tensor) {
      outputs.push({ kind: "storage", bytes: real(graph.bytes, storage) });
    } else {
      const input = inputs.findIndex((viewed) => int(graph.storageOf, viewed) === storage);
      outputs.push({ kind: "view", input });
    }
  }
  return outputs;
}
