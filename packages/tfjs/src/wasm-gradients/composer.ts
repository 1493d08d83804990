import { InvariantError } from "@spillway/core";
import { MissingKernelError } from "../errors.ts";
import type {
  BackendValues,
  DataType,
  KernelAttributes,
  KernelBackend,
  KernelInputs,
  TensorFlow,
  TensorInfo,
} from "../tensorflow.ts";

/** The kernel registry, as far as a kernel that is composed of others needs it. */
export type Kernels = Pick<TensorFlow, "getKernel">;

/** What a composed kernel is made with. Every result is freed when the composition ends, except the one it returns. */
export interface Composer {
  /** Runs a kernel of the wasm backend that has one result. */
  run(kernelName: string, inputs: KernelInputs, attrs?: KernelAttributes): TensorInfo;
  /** Writes values of the composition's own, such as indices. */
  constant(values: Float32Array | Int32Array, shape: number[], dtype: DataType): TensorInfo;
  /** The values of a tensor. */
  read(tensor: TensorInfo): BackendValues;
  /** A part whose intermediate results are freed as soon as it ends. */
  within(part: Composition): TensorInfo;
}

export type Composition = (composer: Composer) => TensorInfo;

/** Runs a composition on `backend`; when it throws, nothing of it stays. */
export function compose(
  kernels: Kernels,
  backend: KernelBackend,
  composition: Composition,
): TensorInfo {
  const made: TensorInfo[] = [];
  const keep = (info: TensorInfo): TensorInfo => {
    made.push(info);
    return info;
  };
  const composer: Composer = {
    run: (kernelName, inputs, attrs) => {
      const kernel = kernels.getKernel(kernelName, "wasm");
      if (kernel === undefined) throw new MissingKernelError(kernelName);
      const result = kernel.kernelFunc({ inputs, attrs, backend });
      if (Array.isArray(result)) throw new InvariantError(`${kernelName} has more than one result`);
      return keep(result);
    },
    constant: (values, shape, dtype) =>
      keep({ dataId: backend.write(values, shape, dtype), shape, dtype }),
    read: ({ dataId }) => backend.readSync(dataId),
    within: (part) => keep(compose(kernels, backend, part)),
  };
  let result: TensorInfo | undefined;
  try {
    result = composition(composer);
    return result;
  } finally {
    // By position: a view and what it is a view of have one data id and hold one reference each.
    const kept = result === undefined ? -1 : made.lastIndexOf(result);
    for (const [index, { dataId }] of made.entries()) {
      if (index !== kept) backend.disposeData(dataId);
    }
  }
}
