import { grownInts, int } from "./columns.ts";

/** A stack of integers that grows by doubling and never shrinks, so that a reused one allocates nothing. */
export class IntStack {
  #items: Int32Array = new Int32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(value: number): void {
    if (this.#size === this.#items.length) this.#items = grownInts(this.#items, this.#size * 2);
    this.#items[this.#size++] = value;
  }

  /** Takes the last value. The caller has checked that there is one. */
  pop(): number {
    return int(this.#items, --this.#size);
  }

  /** The last value, which stays. */
  top(): number {
    return int(this.#items, this.#size - 1);
  }

  /** The value `index` places from the bottom. */
  at(index: number): number {
    return int(this.#items, index);
  }

  replaceAt(index: number, value: number): void {
    this.#items[index] = value;
  }

  clear(): void {
    this.#size = 0;
  }

  /** Drops what lies above the first `size` values. */
  truncate(size: number): void {
    this.#size = size;
  }
}
