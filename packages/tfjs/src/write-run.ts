import type { BackendValues, DataId, DataType, KernelBackend } from "./tensorflow.ts";

/** How a buffer with values of the program's comes to be; if it `spills`, also how it comes back after an eviction. */
export class WriteRun {
  readonly name = "write";
  readonly spills: boolean;
  readonly #shape: number[];
  readonly #dtype: DataType;
  #values: BackendValues | null;

  constructor(values: BackendValues | null, shape: number[], dtype: DataType, spills: boolean) {
    this.spills = spills;
    this.#values = values;
    this.#shape = shape;
    this.#dtype = dtype;
  }

  /** Writes the values, which are then the inner backend's alone. */
  run(inner: KernelBackend): readonly DataId[] {
    const made = inner.write(this.#values, this.#shape, this.#dtype);
    this.#values = null;
    return [made];
  }

  /** Takes the values to host memory, before the inner buffer is freed. */
  spill(inner: KernelBackend, buffer: DataId): void {
    this.#values = inner.readSync(buffer);
  }
}
