import type { MemoryRequest } from "./request.ts";
import type { Resident } from "./resident.ts";

/** What evicting a set of residents takes off the figures that a request is judged by. Bytes. */
export class Freed {
  /** Expected to come back to the request's device. */
  credit = 0;
  /** Off the books of the request's device. */
  onDevice = 0;
  /** Off the books of the request's pool, on all devices. */
  ofPool = 0;
  /** Off the books of the request's pool on the request's device: what `cache_size` counts. */
  ofPoolOnDevice = 0;
  readonly #request: MemoryRequest;

  constructor(request: MemoryRequest, victims: Iterable<Resident> = []) {
    this.#request = request;
    for (const victim of victims) this.add(victim);
  }

  add(resident: Resident): void {
    this.#count(resident, 1);
  }

  remove(resident: Resident): void {
    this.#count(resident, -1);
  }

  #count(resident: Resident, sign: 1 | -1): void {
    const onDevice = resident.device === this.#request.device;
    const ofPool = resident.pool === this.#request.pool;
    if (onDevice) this.credit += sign * resident.credit;
    if (onDevice) this.onDevice += sign * resident.bytes;
    if (ofPool) this.ofPool += sign * resident.bytes;
    if (onDevice && ofPool) this.ofPoolOnDevice += sign * resident.bytes;
  }
}
