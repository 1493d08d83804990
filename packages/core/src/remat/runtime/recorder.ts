import type { OutputSpec } from "../graph/graph.ts";
import { type Trace, TraceBuilder } from "../trace/trace.ts";
import type { Tensor } from "./tensor.ts";

/** Notes the steps of a live program from one moment on. What was there before is a constant where it is first used. */
export class Recorder {
  readonly #builder = new TraceBuilder();
  readonly #places = new WeakMap<Tensor, number>();
  readonly #bytesOf: (tensor: Tensor) => number;

  constructor(bytesOf: (tensor: Tensor) => number) {
    this.#bytesOf = bytesOf;
  }

  called(
    name: string,
    costNs: number,
    inputs: readonly Tensor[],
    made: { readonly tensors: readonly Tensor[]; readonly outputs: readonly OutputSpec[] },
  ): void {
    const places = inputs.map((input) => this.#placeOf(input));
    const first = this.#builder.call(name, costNs, places, made.outputs);
    for (const [index, tensor] of made.tensors.entries()) {
      const place = first[index];
      if (place !== undefined) this.#places.set(tensor, place);
    }
  }

  constant(tensor: Tensor, name: string): void {
    this.#places.set(tensor, this.#builder.constant(this.#bytesOf(tensor), name));
  }

  retained(tensor: Tensor): void {
    this.#builder.retain(this.#placeOf(tensor));
  }

  /** What was never used since the start is no part of the recording. */
  released(tensor: Tensor): void {
    const place = this.#places.get(tensor);
    if (place !== undefined) this.#builder.release(place);
  }

  trace(name: string): Trace {
    return this.#builder.build(name);
  }

  #placeOf(tensor: Tensor): number {
    const known = this.#places.get(tensor);
    if (known !== undefined) return known;
    const place = this.#builder.constant(this.#bytesOf(tensor));
    this.#places.set(tensor, place);
    return place;
  }
}
