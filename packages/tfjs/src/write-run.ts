import type { Spilling } from "./inner-traits.ts";
import type { BackendValues, DataId, DataType, KernelBackend } from "./tensorflow.ts";

/** How a buffer with values of the program's comes to be; unless it never spills, also how it comes back after an eviction. */
export class WriteRun {
  readonly name = "write";
  readonly spilling: Spilling;
  readonly #shape: number[];
  readonly #dtype: DataType;
  #values: BackendValues | null;

  constructor(values: BackendValues | null, shape: number[], dtype: DataType, spilling: Spilling) {
    this.spilling = spilling;
    this.#values = values;
    this.#shape = shape;
    this.#dtype = dtype;
  }

  /** Writes the values, which are then the inner backend's alone, besides a copy if one is kept. */
  run(inner: KernelBackend): readonly DataId[] {
    const values = this.#values;
    const made = inner.write(values, this.#shape, this.#dtype);
    // The program may write other values into its array.
    this.#values = this.spilling === "copy kept" ? (values?.slice() ?? null) : null;
    return [made];
  }

  /** Takes the values to host memory, before the inner buffer is freed. */
  spill(inner: KernelBackend, buffer: DataId): void {
    if (this.spilling === "read back") this.#values = inner.readSync(buffer);
  }
}
