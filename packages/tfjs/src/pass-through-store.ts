import type { DeviceBuffer } from "./device-buffer.ts";
import type { InnerMemory, TensorStore } from "./tensor-store.ts";

/** A store that never evicts: every buffer stays in memory until it is released. */
export function passThroughStore(memory: InnerMemory): TensorStore {
  return {
    beforeOperator: nothing,
    afterOperator: nothing,
    afterFailure: nothing,
    afterWrite: nothing,
    beforeRead: nothing,
    afterRelease: (buffer: DeviceBuffer) => {
      if (buffer.inner === undefined) return;
      memory.free(buffer.inner);
      buffer.inner = undefined;
    },
    clear: nothing,
  };
}

function nothing(): void {
  // Nothing is ever evicted, so nothing has to be kept track of.
}
