import { InvariantError } from "../../errors.ts";
import { type Trace, TraceBuilder } from "../trace/trace.ts";

/** A machine in two numbers and a latency: an operator takes the longer of its arithmetic and its traffic. */
const FLOPS_PER_NS = 10_000;
const BYTES_PER_NS = 500;
const LAUNCH_NS = 4_000;
const FLOAT32 = 4;

/** A float32 value of a network. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly isWeight: boolean;
}

/** What an operator needs again in the backward pass. */
export type Saved = "inputs" | "output" | "both" | "nothing";

/** A forward operator. */
export interface Layer {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly shape: readonly number[];
  readonly flops: number;
  readonly saves: Saved;
}

interface Node extends Layer {
  readonly output: Value;
}

/**
 * A training step from first principles: networks add forward operators; `trace` adds the backward pass and every handle's
 * life. A forward value lives until its last forward reader, or, where it is saved, until the backward operator that reads it.
 */
export class TrainingStep {
  readonly #values: Value[] = [];
  readonly #nodes: Node[] = [];

  /** A weight or an input of the step. */
  weight(shape: readonly number[]): Value {
    return this.#value(shape, true);
  }

  apply(layer: Layer): Value {
    const output = this.#value(layer.shape, false);
    this.#nodes.push({ ...layer, output });
    return output;
  }

  /** An operator that does about one operation for each element. */
  pointwise(name: string, inputs: readonly Value[], saves: Saved): Value {
    const shape = inputs[0]?.shape ?? [];
    return this.apply({ name, inputs, shape, flops: elements(shape) * 2, saves });
  }

  /** The whole step, backward from the last value. Ends with the last value and the weights' gradients held. */
  trace(name: string): Trace {
    return new StepWriter(this.#values, this.#nodes).write(name);
  }

  #value(shape: readonly number[], isWeight: boolean): Value {
    const value = { id: this.#values.length, shape, isWeight };
    this.#values.push(value);
    return value;
  }
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function bytesOf(value: Value): number {
  return elements(value.shape) * FLOAT32;
}

function costNs(flops: number, values: readonly Value[]): number {
  const traffic = values.reduce((sum, value) => sum + bytesOf(value), 0);
  return Math.ceil(LAUNCH_NS + Math.max(flops / FLOPS_PER_NS, traffic / BYTES_PER_NS));
}

class StepWriter {
  readonly #builder = new TraceBuilder();
  readonly #values: readonly Value[];
  readonly #nodes: readonly Node[];
  readonly #tensors = new Map<Value, number>();
  readonly #gradients = new Map<Value, number>();

  constructor(values: readonly Value[], nodes: readonly Node[]) {
    this.#values = values;
    this.#nodes = nodes;
  }

  write(name: string): Trace {
    for (const value of this.#values) if (value.isWeight) this.#constant(value);
    const lastReads = this.#lastReads();
    for (const [index, node] of this.#nodes.entries())
      this.#forward(node, lastReads.get(index) ?? []);
    const last = this.#nodes.at(-1);
    if (last !== undefined) this.#gradients.set(last.output, this.#seed(last));
    for (const node of this.#nodes.toReversed()) this.#backward(node);
    return this.#builder.build(name);
  }

  #constant(value: Value): void {
    const tensor = this.#builder.constant(bytesOf(value), "weight");
    this.#describe(value, tensor);
    this.#tensors.set(value, tensor);
  }

  /** By node: the values whose last forward reader it is. */
  #lastReads(): ReadonlyMap<number, readonly Value[]> {
    const reader = new Map<Value, number>();
    for (const [index, node] of this.#nodes.entries()) {
      for (const input of node.inputs) if (!input.isWeight) reader.set(input, index);
    }
    const reads = new Map<number, Value[]>();
    for (const [value, index] of reader) reads.set(index, [...(reads.get(index) ?? []), value]);
    return reads;
  }

  #forward(node: Node, done: readonly Value[]): void {
    const touched = [...node.inputs, node.output];
    const tensor =
      this.#call(
        node.name,
        costNs(node.flops, touched),
        node.inputs.map((v) => this.#tensor(v)),
        [node.output],
      )[0] ?? 0;
    this.#tensors.set(node.output, tensor);
    for (const value of savedBy(node)) this.#builder.retain(this.#tensor(value));
    for (const value of done) this.#builder.release(this.#tensor(value));
  }

  #seed(last: Node): number {
    return this.#call("ones", costNs(0, [last.output]), [], [last.output])[0] ?? 0;
  }

  #backward(node: Node): void {
    const gradient = this.#gradients.get(node.output);
    if (gradient === undefined) return;
    const saved = savedBy(node);
    const wanted = [...new Set(node.inputs)];
    const inputs = [gradient, ...saved.map((value) => this.#tensor(value))];
    const cost = costNs(node.flops * 2, [...saved, node.output, ...wanted]);
    const gradients = this.#call(`${node.name}_backward`, cost, inputs, wanted);
    for (const value of saved) this.#builder.release(this.#tensor(value));
    this.#builder.release(gradient);
    for (const [index, value] of wanted.entries()) this.#accumulate(value, gradients[index] ?? 0);
  }

  #accumulate(value: Value, gradient: number): void {
    const sofar = this.#gradients.get(value);
    if (sofar === undefined) {
      this.#gradients.set(value, gradient);
      return;
    }
    const cost = costNs(elements(value.shape), [value, value, value]);
    const sum = this.#call("add", cost, [sofar, gradient], [value])[0] ?? 0;
    this.#builder.release(sofar);
    this.#builder.release(gradient);
    this.#gradients.set(value, sum);
  }

  #call(name: string, cost: number, inputs: readonly number[], like: readonly Value[]): number[] {
    const outputs = like.map((value) => ({ kind: "storage", bytes: bytesOf(value) }) as const);
    const tensors = this.#builder.call(name, cost, inputs, outputs);
    for (const [index, value] of like.entries()) this.#describe(value, tensors[index] ?? 0);
    return tensors;
  }

  #describe(value: Value, tensor: number): void {
    this.#builder.describe(tensor, { shape: value.shape, dtype: "float32" });
  }

  /** Values are made before they are read: `apply` takes only values that exist. */
  #tensor(value: Value): number {
    const tensor = this.#tensors.get(value);
    if (tensor === undefined)
      throw new InvariantError(`value ${value.id} is read before it is made`);
    return tensor;
  }
}

/** Weights need no handle of their own. */
function savedBy(node: Node): readonly Value[] {
  const inputs = node.saves === "inputs" || node.saves === "both" ? node.inputs : [];
  const outputs = node.saves === "output" || node.saves === "both" ? [node.output] : [];
  return [...new Set([...inputs, ...outputs])];
}
