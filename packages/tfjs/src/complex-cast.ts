import { listTensors } from "./kernel-inputs.ts";
import { isKernelBackend, type KernelConfig, type TensorFlow } from "./tensorflow.ts";

/**
 * The `Cast` of a GPU backend, to complex numbers without the engine. That of the backend has the engine make zeros, which
 * makes them on the backend that is selected: on the wrap, while it runs this kernel.
 */
export function castWithoutEngine(cast: KernelConfig, tf: TensorFlow): KernelConfig {
  return {
    ...cast,
    kernelFunc: (call) => {
      const { inputs, attrs, backend } = call;
      const [x] = listTensors(inputs);
      const isToComplex = attrs?.["dtype"] === "complex64" && x?.dtype !== "complex64";
      const fill = tf.getKernel("Fill", cast.backendName);
      const complex = tf.getKernel("Complex", cast.backendName);
      const isReady = x !== undefined && fill !== undefined && complex !== undefined;
      if (!isToComplex || !isReady || !isKernelBackend(backend)) return cast.kernelFunc(call);
      const dtype = "float32";
      const real = cast.kernelFunc({ inputs, attrs: { dtype }, backend });
      const zeros = { shape: x.shape, value: 0, dtype };
      const imag = fill.kernelFunc({ inputs: {}, attrs: zeros, backend });
      const made = complex.kernelFunc({ inputs: { real, imag }, backend });
      for (const { dataId } of [real, imag].flat()) backend.disposeData(dataId);
      return made;
    },
  };
}
