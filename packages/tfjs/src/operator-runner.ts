import type { BufferTable } from "./buffer-table.ts";
import { DeviceBuffer } from "./device-buffer.ts";
import { type InnerRegistration, withKernelsSetUp } from "./inner-backend.ts";
import { listTensors, replaceTensors } from "./kernel-inputs.ts";
import type { OperatorCall, TensorStore } from "./tensor-store.ts";
import type {
  DataId,
  KernelAttributes,
  KernelBackend,
  KernelConfig,
  KernelInputs,
  TensorInfo,
  TrackedTensor,
} from "./tensorflow.ts";

type KernelResult = TensorInfo | TensorInfo[];

/** A kernel call with all that running it again needs. */
interface BoundCall extends OperatorCall {
  readonly kernel: KernelConfig;
  readonly tensors: KernelInputs;
}

/** Runs the inner backend's kernels on a wrapped backend's buffers, and makes buffers of their results. */
export class OperatorRunner {
  readonly #registration: InnerRegistration;
  readonly #inner: KernelBackend;
  readonly #table: BufferTable;
  readonly #store: TensorStore;
  readonly #locate: (dataId: DataId) => DeviceBuffer;

  /** @param locate finds a tensor's buffer, and moves it here first when it lives on another backend. */
  constructor(
    registration: InnerRegistration,
    inner: KernelBackend,
    table: BufferTable,
    store: TensorStore,
    locate: (dataId: DataId) => DeviceBuffer,
  ) {
    this.#registration = registration;
    this.#inner = inner;
    this.#table = table;
    this.#store = store;
    this.#locate = locate;
  }

  run(
    kernel: KernelConfig,
    tensors: KernelInputs,
    attrs: KernelAttributes | undefined,
  ): KernelResult {
    const given = listTensors(tensors);
    // A view, on every backend. Some copy for it, and none needs the data for it.
    if (kernel.kernelName === "Identity" && given[0] !== undefined) return this.#view(given[0]);
    const inputs = given.map((tensor) => this.#locate(tensor.dataId));
    const call: BoundCall = { kernelName: kernel.kernelName, kernel, tensors, inputs, attrs };
    this.#store.beforeOperator(call);
    let result: KernelResult;
    try {
      result = this.#runInner(call);
    } catch (error) {
      this.#store.afterFailure(call);
      throw error;
    }
    return this.#record(call, result);
  }

  #view({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    const buffer = this.#locate(dataId);
    buffer.references += 1;
    return { dataId: buffer.dataId, shape, dtype };
  }

  #runInner(call: BoundCall): KernelResult {
    const inputs = replaceTensors(call.tensors, ({ shape, dtype }, index) => ({
      dataId: residentId(call.inputs[index], call.kernelName),
      shape,
      dtype,
      // Some kernels rely on being given tensors, which know their rank.
      rank: shape.length,
    }));
    return call.kernel.kernelFunc({ inputs, attrs: call.attrs, backend: this.#inner });
  }

  #record(call: BoundCall, result: KernelResult): KernelResult {
    const outputs: DeviceBuffer[] = [];
    const isNew: boolean[] = [];
    const adopt = (info: TensorInfo): TensorInfo => {
      const shared = findByInner(call.inputs, info.dataId) ?? findByInner(outputs, info.dataId);
      isNew.push(shared === undefined);
      const buffer = shared === undefined ? this.#own(info) : this.#share(shared);
      if (shared === undefined) outputs.push(buffer);
      return { dataId: buffer.dataId, shape: info.shape, dtype: info.dtype };
    };
    const adopted = Array.isArray(result) ? result.map(adopt) : adopt(result);
    const { kernelName, inputs, attrs } = call;
    const execute = (): readonly DataId[] => this.#runAgain(call, isNew);
    this.#store.afterOperator({ kernelName, inputs, attrs, outputs, execute });
    return adopted;
  }

  #own(info: TensorInfo): DeviceBuffer {
    const counts = { references: 1, dataIds: info.dtype === "complex64" ? 3 : 1 };
    const buffer = new DeviceBuffer({}, info.dataId, info, counts);
    if (isTracked(info)) {
      // The engine counts this tensor as one of the inner backend's; the buffer outlives it.
      this.#inner.incRef(info.dataId);
      info.dispose();
    }
    this.#table.add(buffer);
    return buffer;
  }

  /** A view came with a reference of its own to the inner buffer; one such reference per buffer is enough. */
  #share(buffer: DeviceBuffer): DeviceBuffer {
    buffer.references += 1;
    this.#inner.disposeData(residentId(buffer, "a view"));
    return buffer;
  }

  #runAgain(call: BoundCall, isNew: readonly boolean[]): readonly DataId[] {
    const result = withKernelsSetUp(this.#registration, this.#inner, () => this.#runInner(call));
    const made: DataId[] = [];
    for (const [index, { dataId }] of [result].flat().entries()) {
      if (isNew[index] === true) made.push(dataId);
      else this.#inner.disposeData(dataId);
    }
    return made;
  }
}

function findByInner(buffers: readonly DeviceBuffer[], inner: DataId): DeviceBuffer | undefined {
  return buffers.find((buffer) => buffer.inner === inner);
}

function residentId(buffer: DeviceBuffer | undefined, user: string): DataId {
  const inner = buffer?.inner;
  if (inner === undefined) throw new Error(`the store left an input of ${user} evicted`);
  return inner;
}

function isTracked(info: TensorInfo): info is TrackedTensor {
  return "dispose" in info;
}
