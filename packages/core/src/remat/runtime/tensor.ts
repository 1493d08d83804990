import { SpillwayError } from "../../errors.ts";

/** A tensor that is used after its last handle was released, or with another runtime than its own. */
export class TensorUseError extends SpillwayError {
  override readonly name: string = "TensorUseError";
  readonly code = "ERR_REMAT_TENSOR";
}

/** What a tensor belongs to. */
interface Owner {
  release(tensor: Tensor): void;
}

/** A handle on a recorded result. Disposing it twice is fine; using it after that is not. */
export class Tensor implements Disposable {
  #id: number;
  readonly #owner: Owner;
  #disposed = false;

  constructor(id: number, owner: Owner) {
    this.#id = id;
    this.#owner = owner;
  }

  /** Its number in the recording of `owner`. @throws TensorUseError */
  idIn(owner: Owner): number {
    if (owner !== this.#owner) throw new TensorUseError("this tensor belongs to another runtime");
    if (this.#disposed)
      throw new TensorUseError("this tensor was disposed; retain it to use it longer");
    return this.#id;
  }

  /** For its runtime, whose recording was renewed: gives it its new number there. */
  renumber(id: number): void {
    this.#id = id;
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#owner.release(this);
    this.#disposed = true;
  }
}
