import { SpillwayError } from "../errors.ts";

/** A lease that was used after it had been released. */
export class LeaseReleasedError extends SpillwayError {
  override readonly name: string = "LeaseReleasedError";
  readonly code = "ERR_LEASE_RELEASED";
  readonly residentId: string;

  constructor(residentId: string) {
    super(`the lease on ${residentId} has been released: acquire it again before using it`);
    this.residentId = residentId;
  }
}

/**
 * A pin on a resident: while one is held, the resident stays.
 * Release it with `using`, `await using` or `release()`, each of which may be called more than once.
 */
export class Lease<T> implements Disposable, AsyncDisposable {
  readonly residentId: string;
  readonly #value: T;
  #onRelease: (() => void) | undefined;

  constructor(residentId: string, value: T, onRelease: () => void) {
    this.residentId = residentId;
    this.#value = value;
    this.#onRelease = onRelease;
  }

  /** The leased object. @throws LeaseReleasedError after the release. */
  get value(): T {
    if (this.#onRelease === undefined) throw new LeaseReleasedError(this.residentId);
    return this.#value;
  }

  get released(): boolean {
    return this.#onRelease === undefined;
  }

  release(): void {
    const onRelease = this.#onRelease;
    this.#onRelease = undefined;
    onRelease?.();
  }

  [Symbol.dispose](): void {
    this.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.release();
    return Promise.resolve();
  }
}
