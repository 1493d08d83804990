import type { KernelBackend, KernelCall, TensorInfo } from "../tensorflow.ts";
import { readTensor } from "./kernel-attributes.ts";

/**
 * `Identity` as a view. The backend's own kernel copies, and since the engine clones whatever it saves for the
 * gradient, training held every activation twice.
 */
export function identity(backend: KernelBackend, call: KernelCall): TensorInfo {
  const { dataId, shape, dtype } = readTensor(call, "x");
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
