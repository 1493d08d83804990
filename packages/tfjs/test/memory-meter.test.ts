import { expect, test } from "vitest";
import { bufferBytes } from "../src/device-buffer.ts";
import { MemoryMeter } from "../src/memory-meter.ts";
import type { BackendValues, DataId, KernelBackend } from "../src/tensorflow.ts";

/** A heap of so many bytes that gives address 0 when it is full, and notices values written there. */
function smallHeap(room: number) {
  const dataIdMap = new Map<DataId, { memoryOffset: number; bytes: number }>();
  let used = 0;
  let corrupted = false;
  const backend = {
    wasm: {},
    dataIdMap,
    write: (values: BackendValues | null, shape: number[]) => {
      const bytes = shape.reduce((size, dim) => size * dim, 4);
      const fits = used + bytes <= room;
      if (fits) used += bytes;
      else corrupted ||= values !== null;
      const dataId = {};
      dataIdMap.set(dataId, { memoryOffset: fits ? 8 + used : 0, bytes: fits ? bytes : 0 });
      return dataId;
    },
    disposeData: (dataId: DataId) => {
      used -= dataIdMap.get(dataId)?.bytes ?? 0;
      return dataIdMap.delete(dataId);
    },
  };
  const state = () => ({ used, corrupted, live: dataIdMap.size });
  return { backend: backend as unknown as KernelBackend, state };
}

test.each([null, new Float32Array(64)])(
  "a heap that is full is an error, not address 0",
  (values) => {
    const { backend, state } = smallHeap(300);
    new MemoryMeter(backend, bufferBytes);
    const first = backend.write(values, [64], "float32");
    expect(() => backend.write(values, [64], "float32")).toThrow("no 256 B in one piece");
    expect(state()).toEqual({ used: 256, corrupted: false, live: 1 });
    backend.disposeData(first);
    backend.write(values, [64], "float32");
    expect(state()).toEqual({ used: 256, corrupted: false, live: 1 });
  },
);
