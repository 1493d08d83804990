import type { Bytes } from "../bytes.ts";
import type { Lease } from "./lease.ts";
import type { AcquireOptions } from "./loader.ts";

/** What a pool needs of its governor. */
export interface PoolGovernor {
  acquire<T>(pool: string, options: AcquireOptions<T>): Promise<Lease<T>>;
  evict(pool: string, key: string, device: string): Promise<boolean>;
  pin(pool: string, key: string, device: string, pinned: boolean): boolean;
  placedIn(pool: string): Bytes;
}

/** A named group of residents with its constraint lists. */
export class Pool {
  readonly name: string;
  readonly #governor: PoolGovernor;

  constructor(name: string, governor: PoolGovernor) {
    this.name = name;
    this.#governor = governor;
  }

  /** Bytes that the books charge to the pool, on all devices. */
  get bytes(): Bytes {
    return this.#governor.placedIn(this.name);
  }

  /**
   * Leases a resident, loading it first if need be. However many ask, it is loaded once.
   * @throws CannotFitError at once when it exceeds the device or a budget even alone; WaitTimeoutError or
   * QueueFullError when it would have to wait too long or in too long a line; OutOfMemoryError when loading runs out
   * of memory twice; whatever the loader throws; the signal's reason.
   */
  acquire<T>(options: AcquireOptions<T>): Promise<Lease<T>> {
    return this.#governor.acquire(this.name, options);
  }

  /** Evicts a resident now. @returns false when it is not resident, or leased. */
  evict(key: string, device = "host"): Promise<boolean> {
    return this.#governor.evict(this.name, key, device);
  }

  /** Keeps a resident from being evicted to make room. @returns false when it is not resident. */
  pin(key: string, device = "host"): boolean {
    return this.#governor.pin(this.name, key, device, true);
  }

  unpin(key: string, device = "host"): boolean {
    return this.#governor.pin(this.name, key, device, false);
  }
}
