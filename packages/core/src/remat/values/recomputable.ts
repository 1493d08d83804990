import { abortable } from "../../abortable.ts";
import { TensorUseError } from "../runtime/tensor.ts";

/** What a recomputable value belongs to. */
interface Owner {
  withValue<R>(tensor: number, use: (value: unknown) => R | Promise<R>): Promise<R>;
  release(tensor: number): void;
  isResident(tensor: number): boolean;
}

/** A value that may have been evicted and is then computed again. Dispose it when nothing will ask for it. */
export class Recomputable<T> implements Disposable {
  readonly name: string;
  readonly #id: number;
  readonly #owner: Owner;
  #disposed = false;

  constructor(name: string, id: number, owner: Owner) {
    this.name = name;
    this.#id = id;
    this.#owner = owner;
  }

  /**
   * The value, computed if need be; all who wait share one computation and its error. It may be evicted as soon as it is handed out: where
   * eviction disposes of something, use `use`. An aborted wait leaves the computation to those who still need it.
   */
  async get(signal?: AbortSignal): Promise<T> {
    return this.use((value) => value, signal);
  }

  /** Runs `use` with the value, which stays until that is over. */
  async use<R>(use: (value: T) => R | Promise<R>, signal?: AbortSignal): Promise<R> {
    signal?.throwIfAborted();
    // The owner stored what this value's own recipe made.
    const result = this.#owner.withValue(this.idIn(this.#owner), (value) => {
      signal?.throwIfAborted();
      return use(value as T);
    });
    return abortable(result, signal);
  }

  get isResident(): boolean {
    return this.#owner.isResident(this.#id);
  }

  /** Its number in its owner. @throws TensorUseError */
  idIn(owner: Owner): number {
    if (owner !== this.#owner) throw new TensorUseError(`${this.name} belongs to another remat`);
    if (this.#disposed) throw new TensorUseError(`${this.name} was disposed`);
    return this.#id;
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#owner.release(this.#id);
  }
}
