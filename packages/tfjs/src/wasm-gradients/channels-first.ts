import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { readFormat, readPadding, readTensor } from "./kernel-attributes.ts";

/** Whether a convolution has its channels in front of its pixels, which the wasm backend refuses. */
export function isChannelsFirst(call: KernelCall): boolean {
  return readFormat(call) === "NCHW";
}

/** `Conv2D` with channels first: the convolution with channels last between two transpositions. */
export function conv2dChannelsFirst(composer: Composer, call: KernelCall): TensorInfo {
  const x = composer.run("Transpose", { x: readTensor(call, "x") }, { perm: [0, 2, 3, 1] });
  const given = readPadding(call);
  const [batch, channels, ...pixels] = typeof given === "object" ? given : [];
  const pad = typeof given === "object" ? [batch, ...pixels, channels] : given;
  const y = composer.run(
    "Conv2D",
    { x, filter: readTensor(call, "filter") },
    { ...call.attrs, pad, dataFormat: "NHWC" },
  );
  return composer.run("Transpose", { x: y }, { perm: [0, 3, 1, 2] });
}
