import { InvariantError } from "@spillway/core";
import type { DeviceBuffer } from "./device-buffer.ts";
import type { DataId } from "./tensorflow.ts";

/** The live buffers of a backend by the id that the engine knows them by. Weak, as the backends' own tables are. */
export class BufferTable {
  readonly #buffers = new WeakMap<DataId, DeviceBuffer>();
  #dataIds = 0;

  /** How many data ids the inner backend would count if every live buffer were resident. */
  get dataIds(): number {
    return this.#dataIds;
  }

  find(dataId: DataId): DeviceBuffer | undefined {
    return this.#buffers.get(dataId);
  }

  add(buffer: DeviceBuffer): void {
    this.#buffers.set(buffer.dataId, buffer);
    this.#dataIds += buffer.dataIds;
  }

  remove(buffer: DeviceBuffer): void {
    if (!this.#buffers.delete(buffer.dataId))
      throw new InvariantError("a buffer was released twice");
    this.#dataIds -= buffer.dataIds;
  }
}
