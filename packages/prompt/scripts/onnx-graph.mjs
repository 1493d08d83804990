/* Builds ONNX graphs node by node: every method adds what it says and returns the name of its result. */
import { create, toBinary } from "@bufbuild/protobuf";
import * as onnx from "onnx-buf";

const { FLOAT, INT64 } = onnx.TensorProto_DataType;
const IR_VERSION = 8n;
const OPSET = 17n;

export class GraphBuilder {
  #nodes = [];
  #initializers = [];
  #inputs = [];
  #outputs = [];
  #count = 0;

  input(name, elemType, dims) {
    this.#inputs.push(valueInfo(name, elemType, dims));
    return name;
  }

  output(name, value, elemType, dims) {
    this.#node("Cast", [value], name, { to: elemType });
    this.#outputs.push(valueInfo(name, elemType, dims));
  }

  floats(name, dims, values) {
    const rawData = new Uint8Array(new Float32Array(values).buffer);
    this.#tensor({ name, dims: dims.map(BigInt), dataType: FLOAT, rawData });
    return name;
  }

  integers(dims, values) {
    const name = `c${this.#count++}`;
    this.#tensor({ name, dims: dims.map(BigInt), dataType: INT64, int64Data: values.map(BigInt) });
    return name;
  }

  scalar(value) {
    return this.floats(`c${this.#count++}`, [], [value]);
  }

  op(type, inputs, attributes = {}) {
    return this.#node(type, inputs, `v${this.#count++}`, attributes);
  }

  /** The file, and the bytes of its external data where tensors of at least `externalFrom` bytes are put there. */
  build(name, doc, externalFrom = Infinity) {
    const external = [];
    const initializer = this.#initializers.map((tensor) => moved(tensor, external, externalFrom));
    const model = create(onnx.ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: "spillway",
      docString: doc,
      opsetImport: [create(onnx.OperatorSetIdProtoSchema, { domain: "", version: OPSET })],
      graph: create(onnx.GraphProtoSchema, {
        name,
        input: this.#inputs,
        output: this.#outputs,
        initializer,
        node: this.#nodes,
      }),
    });
    return { model: toBinary(onnx.ModelProtoSchema, model), external: Buffer.concat(external) };
  }

  #node(opType, input, output, attributes) {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.#nodes.push(
      create(onnx.NodeProtoSchema, { name: output, opType, input, output: [output], attribute }),
    );
    return output;
  }

  #tensor(fields) {
    this.#initializers.push(create(onnx.TensorProtoSchema, fields));
  }
}

function moved(tensor, external, from) {
  if (tensor.rawData.length < from) return tensor;
  const offset = external.reduce((sum, bytes) => sum + bytes.length, 0);
  external.push(tensor.rawData);
  const entries = { location: "model.onnx_data", offset, length: tensor.rawData.length };
  return create(onnx.TensorProtoSchema, {
    name: tensor.name,
    dims: tensor.dims,
    dataType: tensor.dataType,
    dataLocation: onnx.TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) =>
      create(onnx.StringStringEntryProtoSchema, { key, value: String(value) }),
    ),
  });
}

/** Integers, floats written as `{ float }`, and lists of integers. */
function attributeOf(name, value) {
  const { INT, INTS, FLOAT: REAL } = onnx.AttributeProto_AttributeType;
  const fields = Array.isArray(value)
    ? { type: INTS, ints: value.map(BigInt) }
    : typeof value === "object"
      ? { type: REAL, f: value.float }
      : { type: INT, i: BigInt(value) };
  return create(onnx.AttributeProtoSchema, { name, ...fields });
}

function valueInfo(name, elemType, dims) {
  const dim = dims.map((size) =>
    create(onnx.TensorShapeProto_DimensionSchema, {
      value:
        typeof size === "number"
          ? { case: "dimValue", value: BigInt(size) }
          : { case: "dimParam", value: size },
    }),
  );
  const shape = create(onnx.TensorShapeProtoSchema, { dim });
  const tensor = create(onnx.TypeProto_TensorSchema, { elemType, shape });
  const type = create(onnx.TypeProtoSchema, { value: { case: "tensorType", value: tensor } });
  return create(onnx.ValueInfoProtoSchema, { name, type });
}
