import type { KernelAttributes, TensorInfo } from "./tensorflow.ts";

/** Weight of a new measurement: the average follows about the last eight runs. */
const WEIGHT = 1 / 8;
/** Above this many different calls the table starts anew, so that programs with ever new shapes do not fill it. */
const MOST = 1 << 16;

/** Running averages of how long kernels take, by kernel, shapes and attributes. Nanoseconds. */
export class KernelCosts {
  readonly #averages = new Map<number, number>();
  readonly #kernels = new Map<string, number>();

  /** What calls have to share to share an average. Different calls may have the same key; that only blurs a cost. */
  key(
    kernelName: string,
    inputs: readonly TensorInfo[],
    attrs: KernelAttributes | undefined,
  ): number {
    let key = this.#kernelNumber(kernelName);
    for (const { shape } of inputs) key = mixAll(mix(key, shape.length), shape);
    for (const name in attrs) key = mixValue(key, attrs[name]);
    return key;
  }

  /** Adds a measurement and gives the average. */
  measured(key: number, costNs: number): number {
    if (this.#averages.size > MOST) this.#averages.clear();
    const before = this.#averages.get(key);
    const average = before === undefined ? costNs : before + (costNs - before) * WEIGHT;
    this.#averages.set(key, average);
    return average;
  }

  #kernelNumber(kernelName: string): number {
    const known = this.#kernels.get(kernelName);
    if (known !== undefined) return known;
    this.#kernels.set(kernelName, this.#kernels.size);
    return this.#kernels.size - 1;
  }
}

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15);
}

function mixAll(hash: number, values: readonly number[]): number {
  let mixed = hash;
  for (const value of values) mixed = mix(mixed, value);
  return mixed;
}

function mixValue(hash: number, value: unknown): number {
  switch (typeof value) {
    case "number":
      return mix(hash, value);
    case "boolean":
      return mix(hash, value ? 1 : 2);
    case "string":
      return mix(hash, value.length);
    default:
      return Array.isArray(value) ? value.reduce(mixValue, hash) : mix(hash, 3);
  }
}
