import type { Workspace } from "@spillway/core/remat";
import type { BufferShape } from "./device-buffer.ts";
import { BackendMemoryError } from "./errors.ts";
import type { BackendValues, DataId, DataType, KernelBackend } from "./tensorflow.ts";

/**
 * Sees every allocation of an inner backend while one of its kernels runs, scratch memory included, before it happens. It
 * stands in for the `write` and `disposeData` of the one instance that the wrapped backend owns.
 */
export class MemoryMeter {
  readonly #write: KernelBackend["write"];
  readonly #dispose: KernelBackend["disposeData"];
  readonly #bytesOf: (buffer: BufferShape) => number;
  readonly #checksHeap: boolean;
  readonly #offsetOf: (dataId: DataId) => number | null | undefined;
  /** What the running kernel has allocated and not freed again, and its bytes. */
  readonly #made: DataId[] = [];
  readonly #bytes: number[] = [];
  #workspace: Workspace | undefined;

  constructor(inner: KernelBackend, bytesOf: (buffer: BufferShape) => number) {
    this.#bytesOf = bytesOf;
    this.#write = inner.write.bind(inner);
    this.#dispose = inner.disposeData.bind(inner);
    const heap = heapOf(inner);
    this.#checksHeap = heap !== undefined;
    this.#offsetOf = (dataId) => heap?.get(dataId)?.memoryOffset;
    inner.write = (values, shape, dtype) => this.#allocate(values, shape, dtype);
    inner.disposeData = (dataId, force) => this.#free(dataId, force);
  }

  /** From here on, allocations are a kernel's, and told to `workspace`. */
  open(workspace: Workspace): void {
    this.#workspace = workspace;
  }

  /** The kernel has ended. */
  close(): void {
    this.#workspace = undefined;
    this.#made.length = 0;
    this.#bytes.length = 0;
  }

  /** The kernel has thrown: frees what it made. */
  undo(): void {
    this.#workspace = undefined;
    for (const dataId of this.#made) this.#dispose(dataId, true);
    this.close();
  }

  /** Runs `run`, whose allocations are not the kernel's. */
  aside(run: () => void): void {
    const workspace = this.#workspace;
    this.#workspace = undefined;
    run();
    this.#workspace = workspace;
  }

  #allocate(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
    const bytes = this.#bytesOf({ shape, dtype });
    this.#workspace?.take(bytes);
    if (values !== null && this.#checksHeap) this.#tryHeap(shape, dtype, bytes);
    const dataId = this.#write(values, shape, dtype);
    this.#refuseIfOut(dataId, bytes);
    if (this.#workspace !== undefined) {
      this.#made.push(dataId);
      this.#bytes.push(bytes);
    }
    return dataId;
  }

  /** Values would be written to address 0 before anybody could look, so the room for them is tried out first. */
  #tryHeap(shape: number[], dtype: DataType, bytes: number): void {
    const trial = this.#write(null, shape, dtype);
    this.#refuseIfOut(trial, bytes);
    this.#dispose(trial, true);
  }

  #refuseIfOut(dataId: DataId, bytes: number): void {
    if (bytes === 0 || this.#offsetOf(dataId) !== 0) return;
    this.#dispose(dataId, true);
    throw new BackendMemoryError(bytes);
  }

  #free(dataId: DataId, force?: boolean): boolean {
    const gone = this.#dispose(dataId, force);
    const place = gone && this.#workspace !== undefined ? this.#made.lastIndexOf(dataId) : -1;
    if (place < 0) return gone;
    this.#workspace?.giveBack(this.#bytes[place] ?? 0);
    this.#made.splice(place, 1);
    this.#bytes.splice(place, 1);
    return gone;
  }
}

/**
 * The table of the wasm backend's allocations. That backend does not look at whether its heap had room: what did not fit lies
 * at address 0.
 */
function heapOf(inner: KernelBackend): HeapTable | undefined {
  if (!("wasm" in inner) || !("dataIdMap" in inner)) return undefined;
  return isTable(inner.dataIdMap) ? inner.dataIdMap : undefined;
}

interface HeapTable {
  get(dataId: DataId): { readonly memoryOffset: number | null } | undefined;
}

function isTable(table: unknown): table is HeapTable {
  return typeof table === "object" && table !== null && "get" in table;
}
