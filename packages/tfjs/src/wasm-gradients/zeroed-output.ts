import { bufferBytes } from "../device-buffer.ts";
import type { BackendValues, DataType, KernelBackend } from "../tensorflow.ts";

/** The wasm backend's own gradient kernels: some add into their result, whose memory nobody has set to zero. */
export const ACCUMULATING_KERNELS = [
  "AvgPool3DGrad",
  "AvgPoolGrad",
  "Conv3DBackpropFilterV2",
  "Conv3DBackpropInputV2",
  "Dilation2DBackpropFilter",
  "Dilation2DBackpropInput",
  "LRNGrad",
  "MaxPool3DGrad",
  "ResizeBilinearGrad",
  "ResizeNearestNeighborGrad",
] as const;

/** The same backend, except that memory which a kernel asks for without values is zero. */
export function withZeroedMemory(backend: KernelBackend): object {
  const write = (values: BackendValues | null, shape: number[], dtype: DataType): object =>
    backend.write(values ?? new Uint8Array(bufferBytes({ shape, dtype })), shape, dtype);
  return Object.create(backend, { write: { value: write } }) as object;
}
