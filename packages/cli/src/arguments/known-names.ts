// Written out, so that help and completion load no registry; known-names.test.ts holds each to its registry.

/** Where models can run, on some machine: all but the host take a number, as in `cuda:0`. */
export const DEVICE_KINDS: readonly string[] = [
  "host",
  "cuda",
  "tensorrt",
  "dml",
  "webgpu",
  "coreml",
  "qnn",
];

/** What chooses victims among models. */
export const POLICY_NAMES: readonly string[] = [
  "cost-per-byte",
  "lru",
  "largest",
  "gdsf",
  "clear-all",
];

/** What chooses victims among tensors, without the ablation grid. */
export const HEURISTIC_NAMES: readonly string[] = [
  "dtr",
  "dtr-eq",
  "dtr-local",
  "msps",
  "lru",
  "size",
  "random",
  "megengine-eager",
  "megengine-planner",
  "neighbourhood-penalty",
  "e-star",
  "msps-next-use",
];

/** Training steps that ship. */
export const TRACE_NAMES: readonly string[] = [
  "resnet",
  "unet",
  "transformer",
  "lstm",
  "tree",
  "chain",
];

/** Models of prompt encoders that ship. */
export const PROMPT_MODEL_NAMES: readonly string[] = ["tiny-clip", "tiny-sdxl"];

/** What the image processors do, by name. */
export const PROCESSORS: ReadonlyMap<string, string> = new Map([
  ["canny", "Edges by Canny's detector: white on black, in one channel."],
  ["crop", "The part of the picture inside a box."],
  ["flip", "Upside down."],
  ["grayscale", "Luminance without colour."],
  ["invert", "The negative of the picture."],
  ["mirror", "Left and right exchanged."],
  ["posterize", "Fewer levels in each channel."],
  ["resize", "Another size."],
  ["upscaler", "Enlarges by an ONNX super-resolution model."],
]);

/** What the prompt weighters do, by name. */
export const WEIGHTERS: ReadonlyMap<string, string> = new Map([
  ["compel", "Moves each token's embedding away from, or towards, that of the empty prompt."],
  ["llm4gen", "Adds what a language model says of the prompt behind CLIP's embedding."],
  ["sd-embed", "Multiplies each token's embedding by its weight."],
]);
