import {
  isKernelBackend,
  type KernelConfig,
  type TensorFlow,
  type TensorInfo,
} from "./tensorflow.ts";

/** Highest rank that the WebGL backend's `Tile` has a shader for. */
const MOST_DIMENSIONS = 5;

/**
 * The WebGL backend's `Slice` with a texture of its own for every slice. That of the backend may share the texture of what it is a
 * slice of, which then stays while the slice does, whoever evicts it.
 */
export function sliceWithOwnTexture(slice: KernelConfig, tf: TensorFlow): KernelConfig {
  return {
    ...slice,
    kernelFunc: (call) => {
      const shared = slice.kernelFunc(call);
      const tile = tf.getKernel("Tile", slice.backendName);
      if (tile === undefined || Array.isArray(shared) || !isOnGpu(shared)) return shared;
      const attrs = { reps: shared.shape.map(() => 1) };
      const own = tile.kernelFunc({ inputs: { x: shared }, attrs, backend: call.backend });
      dispose(shared, call.backend);
      return own;
    },
  };
}

function isOnGpu({ shape, dtype }: TensorInfo): boolean {
  return dtype !== "string" && shape.length > 0 && shape.length <= MOST_DIMENSIONS;
}

function dispose({ dataId }: TensorInfo, backend: object): void {
  if (isKernelBackend(backend)) backend.disposeData(dataId);
}
