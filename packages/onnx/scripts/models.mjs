// The graphs of this package's models. All take `image`, [1, 3, height, width] with values in 0..1.
import { edgePadding, floats, integer, integers, model, node, text, value } from "./onnx-graph.mjs";

/**
 * The Catmull-Rom kernel: the cubic convolution kernel with a = -1/2 (Keys, "Cubic convolution interpolation for
 * digital image processing", 1981, equation 15).
 */
function catmullRom(x) {
  const d = Math.abs(x);
  if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
  if (d < 2) return -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
  return 0;
}

/** Taps reach two pixels to either side of the nearest one. */
const REACH = 2;

/**
 * The taps of each phase. Pixels are squares whose centres lie at half-integers, so the output pixel `scale * i + phase`
 * lies `(phase + 1/2) / scale - 1/2` pixels after the input pixel `i`.
 */
function phaseTaps(scale) {
  return Array.from({ length: scale }, (_, phase) => {
    const shift = (phase + 0.5) / scale - 0.5;
    return Array.from({ length: 2 * REACH + 1 }, (_, tap) => catmullRom(tap - REACH - shift));
  });
}

/**
 * The values of a picture `scale` times larger, by Catmull-Rom interpolation: for each pair of phases one convolution of
 * each channel with the outer product of their taps. The convolution is grouped, so its channels are ordered channel,
 * phase in y, phase in x: DepthToSpace's CRD order. Edge pixels are repeated outwards.
 */
function interpolation(scale) {
  const taps = phaseTaps(scale);
  const kernels = taps.flatMap((rows) =>
    taps.flatMap((columns) => rows.flatMap((row) => columns.map((column) => row * column))),
  );
  const side = 2 * REACH + 1;
  const weights = [...kernels, ...kernels, ...kernels];
  return {
    initializers: [
      floats("kernels", [3 * scale * scale, 1, side, side], weights),
      ...edgePadding("margin", REACH),
    ],
    nodes: [
      node("Pad", ["image", "margin"], "padded", [text("mode", "edge")]),
      node("Conv", ["padded", "kernels"], "phases", [integer("group", 3)]),
    ],
  };
}

/** Puts phases beside one another, and clips to 0..1, which the kernel's negative taps can leave. */
function interleaving(scale, phases) {
  return {
    initializers: unitInterval(),
    nodes: [
      node("DepthToSpace", [phases], "interleaved", [
        integer("blocksize", scale),
        text("mode", "CRD"),
      ]),
      node("Clip", ["interleaved", "zero", "one"], "enlarged"),
    ],
  };
}

function unitInterval() {
  return [floats("zero", [], [0]), floats("one", [], [1])];
}

/** Interpolation alone. */
export function resampler(scale) {
  return enlarger(scale, "by Catmull-Rom interpolation", [
    interpolation(scale),
    interleaving(scale, "phases"),
  ]);
}

/**
 * Interpolation, clipped, and to it added what a stack of convolutions with ReLU between them makes of the picture. They
 * have no biases, so what they add grows with the contrast, and nothing is added to a plain area when the first one's
 * weights sum to zero. `layers` are `{ dims, values }` in ONNX's order: outputs, inputs, rows, columns.
 */
export function superResolver(scale, layers) {
  const clipAndAdd = [
    node("Clip", ["phases", "zero", "one"], "interpolated"),
    node("Add", ["interpolated", `sums_${layers.length}`], "detailed"),
  ];
  return enlarger(scale, "by Catmull-Rom interpolation and learned detail", [
    interpolation(scale),
    convolutions(layers),
    { initializers: [], nodes: clipAndAdd },
    interleaving(scale, "detailed"),
  ]);
}

/** Convolutions on the picture, whose edge pixels are repeated outwards as far as they reach. */
function convolutions(layers) {
  const reach = layers.reduce((sum, { dims }) => sum + (dims[2] - 1) / 2, 0);
  const names = layers.map((_, i) => (i === 0 ? "surroundings" : `features_${i}`));
  return {
    initializers: [
      ...edgePadding("reach", reach),
      ...layers.map(({ dims, values }, i) => floats(`weights_${i + 1}`, dims, values)),
    ],
    nodes: [
      node("Pad", ["image", "reach"], "surroundings", [text("mode", "edge")]),
      ...names.flatMap((features, i) => {
        const sums = `sums_${i + 1}`;
        const convolution = node("Conv", [features, `weights_${i + 1}`], sums);
        const next = names[i + 1];
        return next === undefined ? [convolution] : [convolution, node("Relu", [sums], next)];
      }),
    ],
  };
}

function enlarger(scale, how, parts) {
  return model({
    name: `resample-x${scale}`,
    doc: `Enlarges an RGB picture ${scale} times ${how}.`,
    input: value("image", [1, 3, "height", "width"]),
    output: value("enlarged", [1, 3, `${scale}*height`, `${scale}*width`]),
    initializers: parts.flatMap(({ initializers }) => initializers),
    nodes: parts.flatMap(({ nodes }) => nodes),
  });
}

/** Luma of ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114];

/** Sobel's operators, divided by 4: a step from 0 to 1 along an axis has magnitude 1. */
const SOBEL_X = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((weight) => weight / 4);
const SOBEL_Y = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((weight) => weight / 4);

/** The magnitude of the luma's gradient, clipped to 0..1, which corners can pass. Edge pixels are repeated outwards. */
export function edges() {
  return model({
    name: "edges",
    doc: "The magnitude of the Sobel gradient of an RGB picture's luma.",
    input: value("image", [1, 3, "height", "width"]),
    output: value("edges", [1, 1, "height", "width"]),
    initializers: [
      floats("luma_weights", [1, 3, 1, 1], LUMA),
      floats("sobel", [2, 1, 3, 3], [...SOBEL_X, ...SOBEL_Y]),
      ...edgePadding("margin", 1),
      ...unitInterval(),
    ],
    nodes: [
      node("Conv", ["image", "luma_weights"], "luma"),
      node("Pad", ["luma", "margin"], "padded", [text("mode", "edge")]),
      node("Conv", ["padded", "sobel"], "gradient"),
      node("ReduceL2", ["gradient"], "magnitude", [integers("axes", [1]), integer("keepdims", 1)]),
      node("Clip", ["magnitude", "zero", "one"], "edges"),
    ],
  });
}
