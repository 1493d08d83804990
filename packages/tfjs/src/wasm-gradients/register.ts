import { InvalidArgumentError } from "@spillway/core";
import type {
  KernelBackend,
  KernelCall,
  KernelConfig,
  TensorFlow,
  TensorInfo,
} from "../tensorflow.ts";
import { isKernelBackend } from "../tensorflow.ts";
import { UnknownBackendError } from "../errors.ts";
import { foldedMatMul, isFoldableProduct } from "./batch-mat-mul.ts";
import { conv2dChannelsFirst, isChannelsFirst } from "./channels-first.ts";
import { type Composer, compose } from "./composer.ts";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./conv2d-backprop-input.ts";
import type { ConvolutionGeometry } from "./convolution.ts";
import { depthwiseBackpropFilter } from "./depthwise-backprop-filter.ts";
import { depthwiseBackpropInput } from "./depthwise-backprop-input.ts";
import { type EinsumGrammar, einsum } from "./einsum.ts";
import { FUSED_KERNELS, hasWideBias, withWideBias } from "./fused-bias.ts";
import { identity } from "./identity.ts";
import { maxPoolGrad } from "./max-pool-grad.ts";
import { unsortedSegmentSum } from "./unsorted-segment-sum.ts";
import { ACCUMULATING_KERNELS, withZeroedMemory } from "./zeroed-output.ts";

/** The functions of `@tensorflow/tfjs-core` that the wasm gradients need. */
export interface TensorFlowWithGeometry extends Pick<
  TensorFlow,
  "findBackendFactory" | "getKernel" | "registerKernel" | "unregisterKernel"
> {
  readonly backend_util: ConvolutionGeometry & EinsumGrammar;
}

type ComposedKernel = (composer: Composer, call: KernelCall) => TensorInfo;

/**
 * Registers, for the wasm backend, the kernels that training needs and that it lacks or is slow at: the filter
 * gradient of convolutions, both gradients of depthwise ones, `UnsortedSegmentSum`, `Einsum`, `Conv2D`
 * with channels first, fused kernels with a bias of any rank; faster forms of `Conv2DBackpropInput` and of `BatchMatMul` with transposed operands; and an
 * `Identity` that does not copy. Its own gradient kernels get memory that is zero, which some rely on. To be called before the backend is wrapped. Calling it again changes nothing.
 * @throws UnknownBackendError when the wasm backend is not there.
 */
export function registerWasmGradients(tf: TensorFlowWithGeometry): void {
  if (tf.findBackendFactory("wasm") === null) throw new UnknownBackendError("wasm");
  for (const [kernelName, composed] of Object.entries(composedKernels(tf))) {
    replaceKernel(tf, {
      kernelName,
      backendName: "wasm",
      kernelFunc: (call) => compose(tf, wasmOf(call), (composer) => composed(composer, call)),
    });
  }
  replaceKernel(tf, {
    kernelName: "Identity",
    backendName: "wasm",
    kernelFunc: (call) => identity(wasmOf(call), call),
  });
  takeOver(tf, "Conv2D", isChannelsFirst, conv2dChannelsFirst);
  takeOver(tf, "BatchMatMul", isFoldableProduct, foldedMatMul);
  for (const kernelName of ACCUMULATING_KERNELS) {
    surround(tf, kernelName, (call, original) =>
      original({ ...call, backend: withZeroedMemory(wasmOf(call)) }),
    );
  }
  surround(tf, "MaxPoolGrad", (call, original) => maxPoolGrad(tf, wasmOf(call), call, original));
  for (const kernelName of FUSED_KERNELS) {
    takeOver(tf, kernelName, hasWideBias, (composer, call) =>
      withWideBias(composer, call, kernelName),
    );
  }
}

function composedKernels({ backend_util }: TensorFlowWithGeometry): Record<string, ComposedKernel> {
  return {
    Conv2DBackpropFilter: (composer, call) => conv2dBackpropFilter(composer, call, backend_util),
    Conv2DBackpropInput: (composer, call) => conv2dBackpropInput(composer, call, backend_util),
    DepthwiseConv2dNativeBackpropFilter: (composer, call) =>
      depthwiseBackpropFilter(composer, call, backend_util),
    DepthwiseConv2dNativeBackpropInput: (composer, call) =>
      depthwiseBackpropInput(composer, call, backend_util),
    Einsum: (composer, call) => einsum(composer, call, backend_util),
    UnsortedSegmentSum: unsortedSegmentSum,
  };
}

const takenOver = new WeakSet<KernelConfig>();

/** Takes over the calls that a kernel is slow at or refuses; all others still go to the backend's own. */
function takeOver(
  tf: TensorFlowWithGeometry,
  kernelName: string,
  isOurs: (call: KernelCall) => boolean,
  composed: ComposedKernel,
): void {
  surround(tf, kernelName, (call, original) =>
    isOurs(call)
      ? compose(tf, wasmOf(call), (composer) => composed(composer, call))
      : original(call),
  );
}

type KernelFunction = (call: KernelCall) => TensorInfo | TensorInfo[];

/** Puts `around` about a kernel of the backend's own, once. */
function surround(
  tf: TensorFlowWithGeometry,
  kernelName: string,
  around: (call: KernelCall, original: KernelFunction) => TensorInfo | TensorInfo[],
): void {
  const original = tf.getKernel(kernelName, "wasm");
  if (original === undefined || takenOver.has(original)) return;
  const run: KernelFunction = (call) => original.kernelFunc(call);
  const config: KernelConfig = { ...original, kernelFunc: (call) => around(call, run) };
  takenOver.add(config);
  replaceKernel(tf, config);
}

function replaceKernel(tf: TensorFlowWithGeometry, config: KernelConfig): void {
  // Registering over a kernel prints a warning; taking it out first does not.
  if (tf.getKernel(config.kernelName, "wasm") !== undefined) {
    tf.unregisterKernel(config.kernelName, "wasm");
  }
  tf.registerKernel(config);
}

function wasmOf({ backend }: KernelCall): KernelBackend {
  if (isKernelBackend(backend)) return backend;
  throw new InvalidArgumentError(
    "a kernel of the wasm backend was called without that backend; hand it over as backend",
  );
}
