import { type DtrConfig, resolveDtrConfig } from "@spillway/core/remat";
import { DtrBackend } from "./dtr-backend.ts";
import type { InnerKernels } from "./inner-kernels.ts";
import type { KernelBackend, KernelConfig, TensorFlow } from "./tensorflow.ts";
import { sliceWithOwnTexture } from "./webgl-slice.ts";
import { BackendWrappedError, MissingTensorFlowError, UnknownBackendError } from "./wrap-errors.ts";
import { type InnerTraits, WrappedBackend } from "./wrapped-backend.ts";

/** Under which limits a backend runs, and which TensorFlow.js it is of. */
export interface DtrBackendOptions extends Omit<DtrConfig, "deallocation"> {
  /** The name to select the wrapped backend by; `dtr-` and the inner one's name when absent. No underscores. */
  readonly name?: string;
  /** TensorFlow.js itself; `@tensorflow/tfjs-core` as it is found from here when absent. */
  readonly tf?: TensorFlow;
}

/** Never the best backend: a program selects a wrapped backend by name or not at all. */
const PRIORITY = 0;

/**
 * Registers a backend that runs everything on the one called `innerName`, under a memory threshold. It has every kernel
 * that is registered for the inner one now. Selecting it makes an instance of the inner backend for its own use.
 * @throws UnknownBackendError when there is no such backend.
 * @throws BackendWrappedError when the new name is taken.
 * @throws MissingTensorFlowError, DtrConfigError, ByteSizeError, UnknownHeuristicError
 */
export async function registerDtrBackend(
  innerName: string,
  options: DtrBackendOptions,
): Promise<DtrBackend> {
  const { name = `dtr-${innerName}`, tf = await importTensorFlow(), ...config } = options;
  resolveDtrConfig(config);
  const makeInner = tf.findBackendFactory(innerName);
  if (makeInner === null) throw new UnknownBackendError(innerName);
  if (tf.findBackendFactory(name) !== null) throw new BackendWrappedError(innerName, name);
  const traits = traitsOf(innerName);
  const inner: InnerKernels = { tf, innerName, wrappedName: name };
  const dtr = new DtrBackend(name, config, {
    addKernels: () => addKernels(inner),
    unregister: once(() => unregister(tf, name)),
    thresholdChanged: (bytes) => adjustTextures(tf, innerName, bytes),
  });
  const wrap = (made: KernelBackend): WrappedBackend => {
    const backend = new WrappedBackend(made, inner, traits, dtr.config, dtr);
    dtr.attach(backend);
    return backend;
  };
  addKernels(inner);
  tf.registerBackend(
    name,
    () => {
      const made = makeInner();
      return made instanceof Promise ? made.then(wrap) : wrap(made);
    },
    PRIORITY,
  );
  return dtr;
}

async function importTensorFlow(): Promise<TensorFlow> {
  try {
    return await import("@tensorflow/tfjs-core");
  } catch (cause) {
    throw new MissingTensorFlowError(cause);
  }
}

function traitsOf(innerName: string): InnerTraits {
  const isAsynchronous = innerName === "webgl" || innerName === "webgpu";
  // Reading back without waiting for a promise is what WebGPU cannot do.
  return { isAsynchronous, spills: innerName === "webgl" };
}

/**
 * Three settings of the WebGL backend that a threshold depends on: small operators always run as shaders, so that they give
 * the same bits when they are run again; convolutions do without a copy of the input for every element of the filter; and
 * textures that were freed leave the GPU when more than the threshold is taken.
 */
function adjustTextures(tf: TensorFlow, innerName: string, thresholdBytes: number): void {
  if (innerName !== "webgl") return;
  tf.env().set("WEBGL_CPU_FORWARD", false);
  tf.env().set("WEBGL_CONV_IM2COL", false);
  tf.env().set(
    "WEBGL_DELETE_TEXTURE_THRESHOLD",
    Number.isFinite(thresholdBytes) ? thresholdBytes : -1,
  );
}

/** Wraps the inner backend's kernels that the wrapped one does not have yet; gives their number. */
function addKernels({ tf, innerName, wrappedName }: InnerKernels): number {
  const known = new Set(tf.getKernelsForBackend(wrappedName).map(({ kernelName }) => kernelName));
  const missing = tf
    .getKernelsForBackend(innerName)
    .filter(({ kernelName }) => !known.has(kernelName));
  for (const kernel of missing) {
    const isWebGLSlice = innerName === "webgl" && kernel.kernelName === "Slice";
    const inner = isWebGLSlice ? sliceWithOwnTexture(kernel, tf) : kernel;
    tf.registerKernel(wrapKernel(inner, wrappedName));
  }
  return missing.length;
}

function wrapKernel(kernel: KernelConfig, backendName: string): KernelConfig {
  const { kernelName, setupFunc, disposeFunc } = kernel;
  return {
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => asWrapped(backend).runKernel(kernel, inputs, attrs),
    ...(setupFunc && { setupFunc: (backend) => setupFunc(asWrapped(backend).inner) }),
    ...(disposeFunc && { disposeFunc: (backend) => disposeFunc(asWrapped(backend).inner) }),
  };
}

function asWrapped(backend: object): WrappedBackend {
  if (backend instanceof WrappedBackend) return backend;
  throw new TypeError("a kernel of a wrapped backend was run on another backend");
}

function unregister(tf: TensorFlow, name: string): void {
  if (tf.findBackendFactory(name) !== null) tf.removeBackend(name);
  for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
