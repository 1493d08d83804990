import type { Workspace } from "@spillway/core";
import { bufferBytes } from "./device-buffer.ts";
import type { BackendValues, DataId, DataType, KernelBackend } from "./tensorflow.ts";
import { BackendMemoryError } from "./wrap-errors.ts";

/**
 * Sees every allocation of an inner backend while one of its kernels runs, scratch memory included, before it happens. It
 * stands in for the `write` and `disposeData` of the one instance that the wrapped backend owns.
 */
export class MemoryMeter {
  readonly #write: KernelBackend["write"];
  readonly #dispose: KernelBackend["disposeData"];
  readonly #ranOut: (dataId: DataId) => boolean;
  readonly #bytes = new Map<DataId, number>();
  #workspace: Workspace | undefined;

  constructor(inner: KernelBackend) {
    this.#write = inner.write.bind(inner);
    this.#dispose = inner.disposeData.bind(inner);
    this.#ranOut = heapCheckOf(inner);
    inner.write = (values, shape, dtype) => this.#allocate(values, shape, dtype);
    inner.disposeData = (dataId, force) => this.#free(dataId, force);
  }

  /** Runs a kernel whose allocations are told to `workspace`. What it has made is freed again when it throws. */
  measure<T>(workspace: Workspace, run: () => T): T {
    this.#workspace = workspace;
    try {
      return run();
    } catch (error) {
      for (const dataId of this.#bytes.keys()) this.#dispose(dataId, true);
      throw error;
    } finally {
      this.#workspace = undefined;
      this.#bytes.clear();
    }
  }

  #allocate(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
    const bytes = bufferBytes({ shape, dtype });
    this.#workspace?.take(bytes);
    const dataId = this.#write(values, shape, dtype);
    if (this.#workspace !== undefined) this.#bytes.set(dataId, bytes);
    if (bytes === 0 || !this.#ranOut(dataId)) return dataId;
    this.#dispose(dataId, true);
    this.#bytes.delete(dataId);
    throw new BackendMemoryError(bytes);
  }

  #free(dataId: DataId, force?: boolean): boolean {
    const gone = this.#dispose(dataId, force);
    const bytes = gone ? this.#bytes.get(dataId) : undefined;
    if (bytes === undefined) return gone;
    this.#bytes.delete(dataId);
    this.#workspace?.giveBack(bytes);
    return gone;
  }
}

/** The wasm backend does not look at whether its heap had room: what did not fit lies at address 0. */
function heapCheckOf(inner: KernelBackend): (dataId: DataId) => boolean {
  if (!("wasm" in inner) || !("dataIdMap" in inner) || !isTable(inner.dataIdMap))
    return () => false;
  const table = inner.dataIdMap;
  return (dataId) => table.get(dataId)?.memoryOffset === 0;
}

interface HeapTable {
  get(dataId: DataId): { readonly memoryOffset: number | null } | undefined;
}

function isTable(table: unknown): table is HeapTable {
  return typeof table === "object" && table !== null && "get" in table;
}
