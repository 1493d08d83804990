import type { Backend } from "../runtime/backend.ts";

/** An operator that really computes: a mixture of its inputs that depends on `seed`, one array for each output. */
export interface ArrayOp {
  readonly seed: number;
  readonly sizes: readonly number[];
  /** By output: the input whose array it is, if it is a view. */
  readonly views: readonly (number | undefined)[];
}

/** A backend on plain arrays that notices a buffer freed twice, and a read of a freed one. */
export class ArrayBackend implements Backend<ArrayOp, Int32Array> {
  readonly live = new Set<Int32Array>();
  executions = 0;

  execute(op: ArrayOp, inputs: readonly Int32Array[]): readonly Int32Array[] {
    this.executions += 1;
    for (const input of inputs)
      if (!this.live.has(input)) throw new Error("a freed buffer is read");
    return op.sizes.map((size, index) => {
      const view = op.views[index];
      const viewed = view === undefined ? undefined : inputs[view];
      if (viewed !== undefined) return viewed;
      const made = Int32Array.from({ length: size }, (_, i) => mix(op.seed + index + i, inputs));
      this.live.add(made);
      return made;
    });
  }

  free(buffer: Int32Array): void {
    if (!this.live.delete(buffer)) throw new Error("a buffer is freed twice");
  }

  constant(values: readonly number[]): Int32Array {
    const buffer = Int32Array.from(values);
    this.live.add(buffer);
    return buffer;
  }
}

function mix(seed: number, inputs: readonly Int32Array[]): number {
  let hash = seed | 0;
  for (const input of inputs) for (const value of input) hash = (Math.imul(hash, 31) + value) | 0;
  return hash;
}
