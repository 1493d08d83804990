import { int } from "../graph/columns.ts";
import { Graph, type OutputSpec } from "../graph/graph.ts";

/** What happens at a step: an operator or a constant is made, or a handle on a tensor comes or goes. */
export const STEP = { constant: 0, call: 1, retain: 2, release: 3 } as const;

/** A shape and an element type, where the source of a trace knew them. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** A recorded program: its graph, and the order of calls and of handles. Frozen once built; runs share it. */
export interface Trace {
  readonly name: string;
  readonly graph: Graph;
  /** Pairs (a `STEP`, the operator or the tensor it concerns). */
  readonly steps: Int32Array;
  readonly operatorNames: readonly string[];
  /** By tensor; sparse. */
  readonly types: ReadonlyMap<number, TensorType>;
}

/** Collects a `Trace` call by call. Every tensor starts with one handle. */
export class TraceBuilder {
  readonly graph: Graph = new Graph();
  readonly #names: string[] = [];
  readonly #types = new Map<number, TensorType>();
  #steps: Int32Array = new Int32Array(64);
  #length = 0;

  /** A pinned tensor that costs nothing to have: a weight or an input. Returns its tensor. */
  constant(bytes: number, name = "constant"): number {
    const operator = this.graph.add(0, [], [{ kind: "storage", bytes }]);
    this.#names.push(name);
    this.#step(STEP.constant, operator);
    return int(this.graph.firstOutput, operator);
  }

  /** An operator of `cost` nanoseconds. Returns its tensors, in order of `outputs`. */
  call(
    name: string,
    cost: number,
    inputs: readonly number[],
    outputs: readonly OutputSpec[],
  ): number[] {
    const operator = this.graph.add(cost, inputs, outputs);
    this.#names.push(name);
    this.#step(STEP.call, operator);
    const first = int(this.graph.firstOutput, operator);
    return outputs.map((_, index) => first + index);
  }

  retain(tensor: number): void {
    this.#step(STEP.retain, tensor);
  }

  release(tensor: number): void {
    this.#step(STEP.release, tensor);
  }

  /** Notes the shape and the element type of a tensor. */
  describe(tensor: number, type: TensorType): void {
    this.#types.set(tensor, type);
  }

  build(name: string): Trace {
    const steps = this.#steps.slice(0, this.#length);
    return { name, graph: this.graph, steps, operatorNames: this.#names, types: this.#types };
  }

  #step(kind: number, id: number): void {
    if (this.#length + 2 > this.#steps.length) {
      const wider = new Int32Array(this.#steps.length * 2);
      wider.set(this.#steps);
      this.#steps = wider;
    }
    this.#steps[this.#length++] = kind;
    this.#steps[this.#length++] = id;
  }
}
