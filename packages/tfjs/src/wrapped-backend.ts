import { InvariantError } from "@spillway/core";
import {
  type DtrConfig,
  RematOutOfMemoryError,
  Runtime,
  type Tensor,
  resolveDtrConfig,
} from "@spillway/core/remat";
import { BufferTable } from "./buffer-table.ts";
import { DeviceBuffer } from "./device-buffer.ts";
import type { DtrStats } from "./dtr-stats.ts";
import { DisposedTensorError } from "./errors.ts";
import { InnerExecutor, type Run } from "./inner-executor.ts";
import type { InnerKernels } from "./inner-kernels.ts";
import type { InnerTraits, LimitAllocation, Spilling } from "./inner-traits.ts";
import { KernelCosts } from "./kernel-costs.ts";
import { listTensors } from "./kernel-inputs.ts";
import { type KernelOutput, KernelRun } from "./kernel-run.ts";
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
import { WriteRun } from "./write-run.ts";

/** Whose instance a wrapped backend is. */
export interface BackendOwner {
  stats(): DtrStats;
  detach(backend: WrappedBackend): void;
}

/** A nanosecond for every so many bytes: what writing them again takes. */
const BYTES_PER_NS = 4;

/**
 * A backend that runs everything on another one, under a memory threshold. The engine sees data ids of this backend's own,
 * so the inner buffers for them can be freed and made again.
 *
 * It owns the inner backend: an instance that nothing else uses, disposed of with this one.
 */
export class WrappedBackend implements KernelBackend {
  readonly inner: KernelBackend;
  readonly runtime: Runtime<Run, DataId>;
  readonly executor: InnerExecutor;
  readonly #kernels: InnerKernels;
  readonly #traits: InnerTraits;
  readonly #owner: BackendOwner;
  readonly #costs = new KernelCosts();
  readonly #table = new BufferTable();
  readonly #limitAllocation: LimitAllocation | undefined;
  /** Whether what operators make may be evicted. */
  #isEnabled = true;
  /** Bytes from which on something can be evicted at all. */
  #leastEvictee = 0;
  /** Whether the inner backend, and all that it held, is gone. */
  #isDisposed = false;

  constructor(
    inner: KernelBackend,
    kernels: InnerKernels,
    traits: InnerTraits,
    config: DtrConfig,
    owner: BackendOwner,
  ) {
    this.inner = inner;
    this.#kernels = kernels;
    this.#traits = traits;
    this.#owner = owner;
    this.executor = new InnerExecutor(inner, this, kernels, this.#costs, traits);
    this.runtime = new Runtime(this.executor, config);
    this.#limitAllocation = traits.limitAllocation?.(inner);
  }

  /** Has other limits hold from here on. When it is not enabled, what operators make stays. @throws DtrConfigError */
  configure(config: DtrConfig, { isEnabled }: { readonly isEnabled: boolean }): void {
    const { evictionThreshold, evicteeMinimumSize } = resolveDtrConfig(config);
    this.#isEnabled = isEnabled;
    this.#leastEvictee = evictionThreshold === Infinity ? Infinity : evicteeMinimumSize;
    this.runtime.configure(config);
    this.#limitAllocation?.(evictionThreshold);
  }

  /**
   * Runs an inner kernel on tensors of this backend, or of any other: those are moved here first. One that a running
   * kernel calls by way of the engine is a part of that.
   */
  runKernel(
    kernel: KernelConfig,
    inputs: KernelInputs,
    attrs: KernelAttributes | undefined,
  ): TensorInfo | TensorInfo[] {
    const tensors = listTensors(inputs);
    if (this.executor.scope.isRunning) {
      for (const { dataId } of tensors) this.#refuseOwn(dataId);
      this.executor.scope.open();
      return kernel.kernelFunc({ inputs, attrs, backend: this.inner });
    }
    // A view, on every backend. Some copy for it, and none needs the data for it.
    if (kernel.kernelName === "Identity" && tensors[0] !== undefined) {
      return share(this.#locate(tensors[0].dataId), tensors[0]);
    }
    const buffers = tensors.map((tensor) => this.#locate(tensor.dataId));
    const costKey = this.#costs.key(kernel.kernelName, tensors, attrs);
    const run = new KernelRun(kernel, inputs, tensors, attrs, costKey);
    const made = this.runtime.call(
      { op: run, kind: costKey },
      tensorsOf(buffers),
      kernel.kernelName,
    );
    const infos = this.#adopt(run.outputs, made, buffers);
    if (!this.#isEnabled || !this.#traits.isRepeatable(kernel.kernelName, tensors, infos)) {
      for (const tensor of made) this.runtime.finalize(tensor);
    }
    const [info] = infos;
    return run.givesList || info === undefined ? infos : info;
  }

  refCount(dataId: DataId): number {
    return this.#table.find(dataId)?.references ?? this.inner.refCount(dataId);
  }

  /** Only variables call this: they live on through many steps, so what they were computed from is not kept for them. */
  incRef(dataId: DataId): void {
    if (this.executor.scope.isRunning) {
      this.#refuseOwn(dataId);
      this.inner.incRef(dataId);
      return;
    }
    const buffer = this.#locate(dataId);
    buffer.references += 1;
    try {
      this.runtime.finalize(buffer.tensor);
      const keepsCopy = this.#traits.spilling === "copy kept";
      if (keepsCopy) this.executor.settle(this.runtime.read(buffer.tensor));
    } catch (error) {
      // An evicted one for which there is no room now stays recomputable.
      if (!(error instanceof RematOutOfMemoryError)) throw error;
    }
  }

  numDataIds(): number {
    return this.#table.dataIds;
  }

  write(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
    if (this.executor.scope.isRunning) {
      this.executor.scope.open();
      return this.inner.write(values, shape, dtype);
    }
    return this.#write(values, { shape, dtype });
  }

  move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.#write(values, { shape, dtype }, refCount, dataId);
  }

  async read(dataId: DataId): Promise<BackendValues> {
    const buffer = this.#innerToRead(dataId);
    // WebGPU looks for it once more when its values have arrived; it may have been evicted by then.
    this.inner.incRef(buffer);
    try {
      return await this.inner.read(buffer);
    } finally {
      this.inner.disposeData(buffer);
    }
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
    const bytes = this.#traits.bytesOf({ shape, dtype });
    const buffer = new DeviceBuffer(this.runtime.constant(tensor.dataId, bytes), dtype);
    this.#table.add(buffer);
    tensor.dispose();
    const engine = this.#kernels.tf.engine();
    return engine.makeTensorFromTensorInfo({ dataId: buffer.dataId, shape, dtype }, this);
  }

  disposeData(dataId: DataId, force = false): boolean {
    const buffer = this.#table.find(dataId);
    // Tensors that a kernel had the engine make, or the inner backend for a read to the GPU.
    if (buffer === undefined) return this.#isDisposed || this.inner.disposeData(dataId, force);
    buffer.references -= 1;
    if (!force && buffer.references > 0) return false;
    buffer.references = 0;
    this.#table.remove(buffer);
    if (this.#isDisposed) return true;
    buffer.tensor[Symbol.dispose]();
    return true;
  }

  timerAvailable(): boolean {
    return this.inner.timerAvailable();
  }

  async time(run: () => void): Promise<BackendTiming> {
    return this.inner.time(run);
  }

  /** What `tf.memory()` starts from: the inner backend's figures, and this one's under `spillway`. */
  memory(): BackendMemory & { readonly spillway: DtrStats } {
    return { ...this.inner.memory(), spillway: this.#owner.stats() };
  }

  floatPrecision(): 16 | 32 {
    return this.inner.floatPrecision();
  }

  epsilon(): number {
    return this.inner.epsilon();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.inner.dispose();
    this.#owner.detach(this);
  }

  /** Makes the engine's tensors of what a kernel gave: new buffers, and further references to those of its inputs. */
  #adopt(
    outputs: readonly KernelOutput[],
    made: readonly Tensor[],
    inputs: readonly DeviceBuffer[],
  ): TensorInfo[] {
    const buffers: DeviceBuffer[] = [];
    return outputs.map(({ info, place }) => {
      const known = place.kind === "view" ? inputs[place.input] : buffers[place.index];
      if (known !== undefined) return share(known, info);
      const tensor = made[buffers.length];
      if (tensor === undefined)
        throw new InvariantError("a kernel gave fewer buffers than results");
      const buffer = new DeviceBuffer(tensor, info.dtype);
      buffers.push(buffer);
      this.#table.add(buffer);
      return { dataId: buffer.dataId, shape: info.shape, dtype: info.dtype };
    });
  }

  #write(
    values: BackendValues | null,
    was: { readonly shape: number[]; readonly dtype: DataType },
    references = 1,
    dataId: DataId = {},
  ): DataId {
    const bytes = this.#traits.bytesOf(was);
    const run = new WriteRun(values, was.shape, was.dtype, this.#spillingOf(values, bytes));
    const outputs = [{ kind: "storage", bytes }] as const;
    const call = { op: run, outputs, costNs: 1 + bytes / BYTES_PER_NS };
    const [tensor] = this.runtime.call(call, [], run.name);
    if (tensor === undefined) throw new InvariantError("a write makes one buffer");
    if (run.spilling === "never") this.runtime.finalize(tensor);
    this.#table.add(new DeviceBuffer(tensor, was.dtype, references, dataId));
    return dataId;
  }

  /** A copy is kept of nothing that cannot be evicted anyway. */
  #spillingOf(values: BackendValues | null, bytes: number): Spilling {
    const { spilling } = this.#traits;
    const needsCopy = spilling === "copy kept";
    return needsCopy && (values === null || bytes < this.#leastEvictee) ? "never" : spilling;
  }

  /** As `DataStorage` does in other backends: a buffer that is not here is fetched from where it is. */
  #locate(dataId: DataId): DeviceBuffer {
    if (this.#isDisposed) throw new DisposedTensorError();
    const here = this.#table.find(dataId);
    if (here !== undefined) return here;
    try {
      this.#kernels.tf.engine().moveData(this, dataId);
    } catch (error) {
      // The engine looks into what it knows of the tensor, which is nothing.
      throw error instanceof TypeError ? new DisposedTensorError(error) : error;
    }
    const moved = this.#table.find(dataId);
    if (moved === undefined) throw new DisposedTensorError();
    return moved;
  }

  /** The core's books do not stand open while a kernel runs. @throws KernelInputError */
  #refuseOwn(dataId: DataId): void {
    if (this.#table.find(dataId) !== undefined) this.executor.scope.refuse();
  }

  #isInner(dataId: DataId): boolean {
    return this.#table.find(dataId) === undefined && this.inner.refCount(dataId) > 0;
  }

  /** What a running kernel had the engine make, and what of that is kept after it, is the inner backend's as it is. */
  #innerToRead(dataId: DataId): DataId {
    this.#refuseOwn(dataId);
    if (!this.#isDisposed && this.#isInner(dataId)) return dataId;
    return this.runtime.read(this.#locate(dataId).tensor);
  }
}

function share(buffer: DeviceBuffer, { shape, dtype }: TensorInfo): TensorInfo {
  buffer.references += 1;
  return { dataId: buffer.dataId, shape, dtype };
}

function tensorsOf(buffers: readonly DeviceBuffer[]): readonly Tensor[] {
  return buffers.map((buffer) => buffer.tensor);
}
