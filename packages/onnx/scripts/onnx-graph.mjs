// The parts of an ONNX file, as calls that read like the graph.
import { create, toBinary } from "@bufbuild/protobuf";
import * as onnx from "onnx-buf";

const { FLOAT, INT64 } = onnx.TensorProto_DataType;
const IR_VERSION = 8n;
const OPSET = 17n;

export function model({ name, doc, input, output, initializers, nodes }) {
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

export function node(opType, input, output, attribute = []) {
  return create(onnx.NodeProtoSchema, { name: output, opType, input, output: [output], attribute });
}

export function integer(name, i) {
  const type = onnx.AttributeProto_AttributeType.INT;
  return create(onnx.AttributeProtoSchema, { name, type, i: BigInt(i) });
}

export function integers(name, list) {
  const type = onnx.AttributeProto_AttributeType.INTS;
  return create(onnx.AttributeProtoSchema, { name, type, ints: list.map(BigInt) });
}

export function text(name, string) {
  const type = onnx.AttributeProto_AttributeType.STRING;
  return create(onnx.AttributeProtoSchema, { name, type, s: new TextEncoder().encode(string) });
}

export function floats(name, dims, list) {
  const rawData = new Uint8Array(4 * list.length);
  const view = new DataView(rawData.buffer);
  list.forEach((number, index) => view.setFloat32(4 * index, number, true));
  return create(onnx.TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: FLOAT, rawData });
}

/** The padding of an NCHW tensor by `margin` in height and width: all starts, then all ends. */
export function edgePadding(name, margin) {
  const pads = [0, 0, margin, margin, 0, 0, margin, margin].map(BigInt);
  return [create(onnx.TensorProtoSchema, { name, dims: [8n], dataType: INT64, int64Data: pads })];
}

export function value(name, dims) {
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

/** The bytes of the file. */
export function serialize(made) {
  return toBinary(onnx.ModelProtoSchema, made);
}
