/** As CUDA's caching allocator rounds. */
const ALIGNMENT = 512;

/** Hands out addresses the way an allocator that keeps freed blocks by size does: the last one freed is taken first. */
export class AddressSpace {
  readonly #start: number;
  readonly #free = new Map<number, number[]>();
  #end: number;

  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  /** Bytes from the first address to the end of the last block. */
  get size(): number {
    return this.#end - this.#start;
  }

  take(bytes: number): number {
    const size = roundedSize(bytes);
    const free = this.#free.get(size)?.pop();
    if (free !== undefined) return free;
    const address = this.#end;
    this.#end += size;
    return address;
  }

  give(address: number, bytes: number): void {
    const size = roundedSize(bytes);
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [address]);
    else free.push(address);
  }
}

/** The bytes that a block really takes. */
export function roundedSize(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
