import type { KernelBackend, KernelCall, TensorInfo } from "../tensorflow.ts";
import { type Composer, type Kernels, compose } from "./composer.ts";
import { readTensor } from "./kernel-attributes.ts";
import { withZeroedMemory } from "./zeroed-output.ts";

/**
 * `MaxPoolGrad` by the backend's own kernel, which looks for maxima above zero only and so loses the gradient of
 * every window without one. It compares inputs and nothing else, so they are shifted above zero first; inputs that
 * differ by less than float32 tells apart at the size of the whole range then count as equal.
 */
export function maxPoolGrad(
  kernels: Kernels,
  backend: KernelBackend,
  call: KernelCall,
  original: (call: KernelCall) => TensorInfo | TensorInfo[],
): TensorInfo | TensorInfo[] {
  let shifted: TensorInfo | undefined;
  try {
    const positive = compose(kernels, backend, (composer) =>
      shiftedAboveZero(composer, readTensor(call, "input")),
    );
    shifted = positive;
    const inputs = { ...Object.fromEntries(Object.entries(call.inputs)), input: positive };
    return original({ ...call, inputs, backend: withZeroedMemory(backend) });
  } finally {
    if (shifted !== undefined) backend.disposeData(shifted.dataId);
  }
}

function shiftedAboveZero(composer: Composer, x: TensorInfo): TensorInfo {
  const size = x.shape.reduce((product, dim) => product * dim, 1);
  const flat = composer.run("Reshape", { x }, { shape: [size] });
  const least = composer.run("Min", { x: flat }, { axis: [0], keepDims: false });
  const one = composer.constant(Float32Array.of(1), [], "float32");
  const floor = composer.run("Sub", { a: least, b: one });
  return composer.run("Sub", { a: x, b: floor });
}
