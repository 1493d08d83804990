import { castWithoutEngine } from "./complex-cast.ts";
import { type BufferShape, bufferBytes, gpuBufferBytes } from "./device-buffer.ts";
import type { FlagValue, KernelBackend, KernelConfig, TensorFlow } from "./tensorflow.ts";
import { sliceWithOwnTexture } from "./webgl-slice.ts";
import { addsInAnyOrder } from "./webgpu-atomics.ts";
import { limitWebGPUBuffers } from "./webgpu-buffers.ts";

/** How what the program wrote goes to host memory when it has to: read back then, kept there from the start, or never. */
export type Spilling = "read back" | "copy kept" | "never";

/** Sets the most that a backend may have allocated, idle buffers of its own included. */
export type LimitAllocation = (bytes: number) => void;

export type StandIn = (kernel: KernelConfig, tf: TensorFlow) => KernelConfig;

/** In what inner backends differ, for one that wraps them. */
export interface InnerTraits {
  /** Kernel calls return before their work is done. */
  readonly isAsynchronous: boolean;
  readonly spilling: Spilling;
  readonly bytesOf: (buffer: BufferShape) => number;
  /** Whether a kernel gives the same bits each time that it is run on the same inputs. */
  readonly isRepeatable: (
    kernelName: string,
    inputs: readonly BufferShape[],
    outputs: readonly BufferShape[],
  ) => boolean;
  /** By name of a kernel: what makes the one that stands in for it. */
  readonly standIns: ReadonlyMap<string, StandIn>;
  /** The settings of TensorFlow.js that the backend needs under a threshold. */
  readonly flags: (thresholdBytes: number) => Readonly<Record<string, FlagValue>>;
  /** For a backend that keeps freed buffers: has an instance keep to a limit. */
  readonly limitAllocation?: (inner: KernelBackend) => LimitAllocation | undefined;
}

/** Kernels whose results depend on more than their inputs, so that they cannot be had again: a canvas, a random state. */
const UNREPEATABLE: ReadonlySet<string> = new Set(["FromPixels", "Multinomial"]);

const IN_HOST_MEMORY: InnerTraits = {
  isAsynchronous: false,
  spilling: "never",
  bytesOf: bufferBytes,
  isRepeatable: (kernelName) => !UNREPEATABLE.has(kernelName),
  standIns: new Map(),
  flags: () => ({}),
};

const WEBGL: InnerTraits = {
  ...IN_HOST_MEMORY,
  isAsynchronous: true,
  spilling: "read back",
  bytesOf: gpuBufferBytes,
  standIns: new Map([
    ["Cast", castWithoutEngine],
    ["Slice", sliceWithOwnTexture],
  ]),
  flags: (thresholdBytes) => ({
    // Small operators always run as shaders, so that they give the same bits when they are run again.
    WEBGL_CPU_FORWARD: false,
    // Convolutions do without a copy of the input for every element of the filter.
    WEBGL_CONV_IM2COL: false,
    // Textures that were freed leave the GPU when more than the threshold is taken.
    WEBGL_DELETE_TEXTURE_THRESHOLD: Number.isFinite(thresholdBytes) ? thresholdBytes : -1,
  }),
};

const WEBGPU: InnerTraits = {
  ...IN_HOST_MEMORY,
  isAsynchronous: true,
  // Reading back at once takes two canvases and waits for the GPU, and where those cannot share its memory it loses the GPU.
  spilling: "copy kept",
  bytesOf: gpuBufferBytes,
  isRepeatable: (kernelName, inputs, outputs) =>
    !UNREPEATABLE.has(kernelName) && !addsInAnyOrder(kernelName, inputs, outputs),
  standIns: new Map([["Cast", castWithoutEngine]]),
  // As on WebGL.
  flags: () => ({ WEBGPU_CPU_FORWARD: false }),
  limitAllocation: limitWebGPUBuffers,
};

const TRAITS: ReadonlyMap<string, InnerTraits> = new Map([
  ["webgl", WEBGL],
  ["webgpu", WEBGPU],
]);

/** The traits of the backend that goes by a name. */
export function traitsOf(innerName: string): InnerTraits {
  return TRAITS.get(innerName) ?? IN_HOST_MEMORY;
}
