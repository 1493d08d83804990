import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { TensorProto } from "onnx-buf";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorShapeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is removed with `await using`. */
export interface TestFolder extends AsyncDisposable {
  readonly path: string;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), "spillway-onnx-"));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** `sum = x + weights`, where x and the weights are vectors of `count` floats. */
export function additionModel(weights: TensorProto, count: number): Uint8Array {
  const graph = create(GraphProtoSchema, {
    name: "addition",
    input: [floatValue("x", [count])],
    output: [floatValue("sum", [count])],
    initializer: [weights],
    node: [create(NodeProtoSchema, { opType: "Add", input: ["x", weights.name], output: ["sum"] })],
  });
  return modelBytes({ graph });
}

export function modelBytes(parts: MessageInitShape<typeof ModelProtoSchema>): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: 17n })],
      ...parts,
    }),
  );
}

export function floatTensor(name: string, values: Float32Array): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: [BigInt(values.length)],
    dataType: TensorProto_DataType.FLOAT,
    rawData: new Uint8Array(values.slice().buffer),
  });
}

/** A tensor whose values lie in another file, described by `entries` such as location, offset and length. */
export function externalTensor(
  name: string,
  count: number,
  entries: Readonly<Record<string, string>>,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: [BigInt(count)],
    dataType: TensorProto_DataType.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    ),
  });
}

/** Writes a model that keeps its weights in `weights.bin`, and these; returns the model's path. */
export async function writeExternalModel(folder: string, values: Float32Array): Promise<string> {
  const path = join(folder, "external.onnx");
  const length = String(values.byteLength);
  const weights = externalTensor("weights", values.length, { location: "weights.bin", length });
  await writeFile(path, additionModel(weights, values.length));
  await writeFile(join(folder, "weights.bin"), new Uint8Array(values.slice().buffer));
  return path;
}

export function floatValue(name: string, dims: readonly (number | string)[]) {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof size === "number"
          ? { case: "dimValue", value: BigInt(size) }
          : { case: "dimParam", value: size },
    }),
  );
  const shape = create(TensorShapeProtoSchema, { dim });
  const tensor = create(TypeProto_TensorSchema, { elemType: TensorProto_DataType.FLOAT, shape });
  const type = create(TypeProtoSchema, { value: { case: "tensorType", value: tensor } });
  return create(ValueInfoProtoSchema, { name, type });
}
