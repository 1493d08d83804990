/*
 * Makes the models of this package, from the mathematics written here. The bytes are the same on every machine: all
 * weights are quotients that a 32-bit float holds exactly, or are rounded to one once.
 *
 *     node packages/onnx/scripts/make-models.mjs [FOLDER]
 */
import { create, toBinary } from "@bufbuild/protobuf";
import * as onnx from "onnx-buf";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { FLOAT, INT64 } = onnx.TensorProto_DataType;
const IR_VERSION = 8n;
const OPSET = 17n;

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
 * `scale` times larger, by Catmull-Rom interpolation: for each pair of phases one convolution of each channel with the
 * outer product of their taps, then DepthToSpace. The convolution is grouped, so its channels are ordered channel,
 * phase in y, phase in x: DepthToSpace's CRD order. Edge pixels are repeated outwards; results are clipped to 0..1,
 * which the kernel's negative taps can leave.
 */
function resampler(scale) {
  const taps = phaseTaps(scale);
  const kernels = taps.flatMap((rows) =>
    taps.flatMap((columns) => rows.flatMap((row) => columns.map((column) => row * column))),
  );
  const side = 2 * REACH + 1;
  const weights = [...kernels, ...kernels, ...kernels];
  return model({
    name: `resample-x${scale}`,
    doc: `Enlarges an RGB picture ${scale} times by Catmull-Rom interpolation.`,
    input: value("image", [1, 3, "height", "width"]),
    output: value("enlarged", [1, 3, `${scale}*height`, `${scale}*width`]),
    initializers: [
      floats("kernels", [3 * scale * scale, 1, side, side], weights),
      ...edgePadding("margin", REACH),
      floats("zero", [], [0]),
      floats("one", [], [1]),
    ],
    nodes: [
      node("Pad", ["image", "margin"], "padded", [text("mode", "edge")]),
      node("Conv", ["padded", "kernels"], "phases", [integer("group", 3)]),
      node("DepthToSpace", ["phases"], "interleaved", [
        integer("blocksize", scale),
        text("mode", "CRD"),
      ]),
      node("Clip", ["interleaved", "zero", "one"], "enlarged"),
    ],
  });
}

/** Luma of ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114];

/** Sobel's operators, divided by 4: a step from 0 to 1 along an axis has magnitude 1. */
const SOBEL_X = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((weight) => weight / 4);
const SOBEL_Y = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((weight) => weight / 4);

/** The magnitude of the luma's gradient, clipped to 0..1, which corners can pass. Edge pixels are repeated outwards. */
function edges() {
  return model({
    name: "edges",
    doc: "The magnitude of the Sobel gradient of an RGB picture's luma.",
    input: value("image", [1, 3, "height", "width"]),
    output: value("edges", [1, 1, "height", "width"]),
    initializers: [
      floats("luma_weights", [1, 3, 1, 1], LUMA),
      floats("sobel", [2, 1, 3, 3], [...SOBEL_X, ...SOBEL_Y]),
      ...edgePadding("margin", 1),
      floats("zero", [], [0]),
      floats("one", [], [1]),
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

function model({ name, doc, input, output, initializers, nodes }) {
  return create(onnx.ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "spillway",
    docString: doc,
    opsetImport: [create(onnx.OperatorSetIdProtoSchema, { domain: "", version: OPSET })],
    graph: create(onnx.GraphProtoSchema, {
      name,
      input: [input],
      output: [output],
      initializer: initializers,
      node: nodes,
    }),
  });
}

function node(opType, input, output, attribute = []) {
  return create(onnx.NodeProtoSchema, { name: output, opType, input, output: [output], attribute });
}

function integer(name, i) {
  const type = onnx.AttributeProto_AttributeType.INT;
  return create(onnx.AttributeProtoSchema, { name, type, i: BigInt(i) });
}

function integers(name, list) {
  const type = onnx.AttributeProto_AttributeType.INTS;
  return create(onnx.AttributeProtoSchema, { name, type, ints: list.map(BigInt) });
}

function text(name, string) {
  const type = onnx.AttributeProto_AttributeType.STRING;
  return create(onnx.AttributeProtoSchema, { name, type, s: new TextEncoder().encode(string) });
}

function floats(name, dims, list) {
  const rawData = new Uint8Array(4 * list.length);
  const view = new DataView(rawData.buffer);
  list.forEach((number, index) => view.setFloat32(4 * index, number, true));
  return create(onnx.TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: FLOAT, rawData });
}

/** The padding of an NCHW tensor by `margin` in height and width: all starts, then all ends. */
function edgePadding(name, margin) {
  const pads = [0, 0, margin, margin, 0, 0, margin, margin].map(BigInt);
  return [create(onnx.TensorProtoSchema, { name, dims: [8n], dataType: INT64, int64Data: pads })];
}

function value(name, dims) {
  const dim = dims.map((size) =>
    create(onnx.TensorShapeProto_DimensionSchema, {
      value:
        typeof size === "number"
          ? { case: "dimValue", value: BigInt(size) }
          : { case: "dimParam", value: size },
    }),
  );
  const shape = create(onnx.TensorShapeProtoSchema, { dim });
  const tensor = create(onnx.TypeProto_TensorSchema, { elemType: FLOAT, shape });
  const type = create(onnx.TypeProtoSchema, { value: { case: "tensorType", value: tensor } });
  return create(onnx.ValueInfoProtoSchema, { name, type });
}

function main(folder) {
  mkdirSync(folder, { recursive: true });
  for (const made of [resampler(2), resampler(4), edges()]) {
    const path = join(folder, `${made.graph.name}.onnx`);
    const bytes = toBinary(onnx.ModelProtoSchema, made);
    writeFileSync(path, bytes);
    console.log(`${path}: ${bytes.length} bytes`);
  }
}

main(process.argv[2] ?? fileURLToPath(new URL("../models", import.meta.url)));
