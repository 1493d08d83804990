import type { Graph } from "../graph/graph.ts";
import { readSpillwayTrace, writeTrace } from "../trace/spillway-format.ts";
import { STEP, type Trace } from "../trace/trace.ts";

/** The steps of a live program, in order. */
export class Recording {
  readonly #graph: Graph;
  readonly #steps: number[] = [];
  readonly #names: string[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  constant(operator: number): void {
    this.#names.push("constant");
    this.#steps.push(STEP.constant, operator);
  }

  called(operator: number, name: string): void {
    this.#names.push(name);
    this.#steps.push(STEP.call, operator);
  }

  retained(tensor: number): void {
    this.#steps.push(STEP.retain, tensor);
  }

  released(tensor: number): void {
    this.#steps.push(STEP.release, tensor);
  }

  /** A trace of the steps so far, with a graph of its own: what it would be when written and read again. */
  trace(name: string): Trace {
    const steps = Int32Array.from(this.#steps);
    const operatorNames = this.#names;
    const shared = { name, graph: this.#graph, steps, operatorNames, types: new Map() };
    return readSpillwayTrace(writeTrace(shared), name);
  }
}
