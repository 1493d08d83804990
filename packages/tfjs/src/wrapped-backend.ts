import { BufferTable } from "./buffer-table.ts";
import { DeviceBuffer } from "./device-buffer.ts";
import type { InnerRegistration } from "./inner-backend.ts";
import { OperatorRunner } from "./operator-runner.ts";
import type { MakeTensorStore, TensorStore } from "./tensor-store.ts";
import type {
  BackendMemory,
  BackendTiming,
  BackendValues,
  DataId,
  DataType,
  KernelAttributes,
  KernelBackend,
  KernelConfig,
  KernelInputs,
  TensorInfo,
  TrackedTensor,
} from "./tensorflow.ts";

/**
 * A backend that runs everything on another one and tells a store what happens to each buffer. The engine sees data
 * ids of this backend's own, so the inner buffers under them can be freed and made again.
 *
 * It owns the inner backend: an instance that nothing else uses, disposed of with this one.
 */
export class WrappedBackend implements KernelBackend {
  readonly inner: KernelBackend;
  readonly #registration: InnerRegistration;
  readonly #store: TensorStore;
  readonly #table = new BufferTable();
  readonly #runner: OperatorRunner;

  constructor(
    inner: KernelBackend,
    registration: InnerRegistration,
    makeTensorStore: MakeTensorStore,
  ) {
    this.inner = inner;
    this.#registration = registration;
    this.#store = makeTensorStore({ free: (dataId) => void inner.disposeData(dataId) });
    const locate = (dataId: DataId): DeviceBuffer => this.#locate(dataId);
    this.#runner = new OperatorRunner(registration, inner, this.#table, this.#store, locate);
  }

  /** Runs an inner kernel on tensors of this backend, or of any other: those are moved here first. */
  runKernel(
    kernel: KernelConfig,
    inputs: KernelInputs,
    attrs: KernelAttributes | undefined,
  ): TensorInfo | TensorInfo[] {
    return this.#runner.run(kernel, inputs, attrs);
  }

  refCount(dataId: DataId): number {
    return this.#table.find(dataId)?.references ?? this.inner.refCount(dataId);
  }

  incRef(dataId: DataId): void {
    this.#locate(dataId).references += 1;
  }

  numDataIds(): number {
    return this.#table.dataIds;
  }

  write(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.#addWritten(dataId, this.inner.write(values, shape, dtype), { shape, dtype }, 1);
    return dataId;
  }

  move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.#addWritten(dataId, this.inner.write(values, shape, dtype), { shape, dtype }, refCount);
  }

  async read(dataId: DataId): Promise<BackendValues> {
    return this.inner.read(this.#innerToRead(dataId));
  }

  readSync(dataId: DataId): BackendValues {
    return this.inner.readSync(this.#innerToRead(dataId));
  }

  readToGPU(dataId: DataId, options?: object): object {
    return this.inner.readToGPU(this.#innerToRead(dataId), options);
  }

  createTensorFromGPUData(values: object, shape: number[], dtype: DataType): TrackedTensor {
    const tensor = this.inner.createTensorFromGPUData(values, shape, dtype);
    this.inner.incRef(tensor.dataId);
    const dataId = {};
    this.#addWritten(dataId, tensor.dataId, { shape, dtype }, 1);
    tensor.dispose();
    const engine = this.#registration.tf.engine();
    return engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, this);
  }

  disposeData(dataId: DataId, force = false): boolean {
    const buffer = this.#table.find(dataId);
    // Tensors that the inner backend made by itself, for a read to the GPU, are disposed of through this one.
    if (buffer === undefined) return this.inner.disposeData(dataId, force);
    buffer.references -= 1;
    if (!force && buffer.references > 0) return false;
    buffer.references = 0;
    this.#table.remove(buffer);
    this.#store.afterRelease(buffer);
    return true;
  }

  timerAvailable(): boolean {
    return this.inner.timerAvailable();
  }

  async time(run: () => void): Promise<BackendTiming> {
    return this.inner.time(run);
  }

  memory(): BackendMemory {
    return this.inner.memory();
  }

  floatPrecision(): 16 | 32 {
    return this.inner.floatPrecision();
  }

  epsilon(): number {
    return this.inner.epsilon();
  }

  dispose(): void {
    this.#store.clear();
    this.inner.dispose();
  }

  #addWritten(
    dataId: DataId,
    inner: DataId,
    was: { readonly shape: number[]; readonly dtype: DataType },
    references: number,
  ): void {
    const buffer = new DeviceBuffer(dataId, inner, was, { references, dataIds: 1 });
    this.#table.add(buffer);
    this.#store.afterWrite(buffer);
  }

  /** As `DataStorage` does in other backends: a buffer that is not here is fetched from where it is. */
  #locate(dataId: DataId): DeviceBuffer {
    const here = this.#table.find(dataId);
    if (here !== undefined) return here;
    this.#registration.tf.engine().moveData(this, dataId);
    const moved = this.#table.find(dataId);
    if (moved === undefined) throw new Error("the engine did not move a tensor's data here");
    return moved;
  }

  #innerToRead(dataId: DataId): DataId {
    const buffer = this.#locate(dataId);
    this.#store.beforeRead(buffer);
    if (buffer.inner === undefined) throw new Error("the store left a buffer that is read evicted");
    return buffer.inner;
  }
}
