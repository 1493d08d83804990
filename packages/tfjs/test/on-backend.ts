import * as tf from "@tensorflow/tfjs-core";

/** A tensor as plain data. */
export interface Plain {
  readonly shape: number[];
  readonly values: Float32Array | Int32Array;
}

/** Fills a tensor with values that differ from one another and repeat rarely, the same for the same seed. */
export function filled(shape: readonly number[], seed: number): Plain {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const values = Float32Array.from({ length: size }, (_, i) =>
    Math.sin(i * 12.9898 + seed * 78.233),
  );
  return { shape: [...shape], values };
}

export function integers(values: readonly number[]): Plain {
  return { shape: [values.length], values: Int32Array.from(values) };
}

/**
 * Runs one kernel on an initialised backend, without the engine. The kernel must have freed all it made besides its
 * result.
 */
export function runOn(
  backendName: string,
  kernelName: string,
  inputs: Readonly<Record<string, Plain>> | readonly Plain[],
  attrs: Readonly<Record<string, unknown>>,
): Plain {
  const backend = tf.findBackend(backendName);
  const kernel = tf.getKernel(kernelName, backendName);
  const before = backend.numDataIds();
  const write = ({ shape, values }: Plain) => {
    const dtype = values instanceof Int32Array ? ("int32" as const) : ("float32" as const);
    return { dataId: backend.write(values, shape, dtype), shape, dtype, rank: shape.length };
  };
  const names = Object.keys(inputs);
  const tensors = Object.values(inputs).map(write);
  const named = Object.fromEntries(names.map((name, index) => [name, tensors[index]]));
  // A list of tensors is what some kernels take in place of the map of names that the types speak of.
  const given = (Array.isArray(inputs) ? tensors : named) as tf.NamedTensorInfoMap;
  const call = { inputs: given, attrs: attrs as tf.NamedAttrMap, backend };
  const result = [kernel.kernelFunc(call)].flat()[0]!;
  const values = backend.readSync(result.dataId) as Float32Array;
  for (const { dataId } of [result, ...tensors]) backend.disposeData(dataId);
  const leaked = backend.numDataIds() - before;
  if (leaked !== 0)
    throw new Error(`${kernelName} on ${backendName} left ${leaked} data ids behind`);
  return { shape: result.shape, values };
}

/** The largest difference of two tensors' values, relative to the largest value; Infinity if the shapes differ. */
export function relativeError(actual: Plain, expected: Plain): number {
  if (actual.shape.join() !== expected.shape.join()) return Number.POSITIVE_INFINITY;
  let largest = 1;
  let error = 0;
  for (const [i, value] of expected.values.entries()) {
    largest = Math.max(largest, Math.abs(value));
    error = Math.max(error, Math.abs(value - actual.values[i]!));
  }
  return error / largest;
}
