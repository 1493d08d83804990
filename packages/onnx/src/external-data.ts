import type { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto } from "onnx-buf";
import { TensorProto_DataLocation } from "onnx-buf";
import { isAbsolute, join, normalize, sep, win32 } from "node:path";
import { OnnxModelError } from "./errors.ts";

/** A stretch of an external file that holds one tensor; it runs to the end of the file where no length is stated. */
export interface ExternalRange {
  readonly tensor: string;
  /** Relative to the model's folder, as the model says it. */
  readonly location: string;
  readonly offset: number;
  readonly length: number | undefined;
}

/** Where a model's weights lie outside its file; tensors of subgraphs and functions included. */
export function externalRanges(path: string, model: ModelProto): readonly ExternalRange[] {
  return [...modelTensors(model)]
    .filter((tensor) => tensor.dataLocation === TensorProto_DataLocation.EXTERNAL)
    .map((tensor) => externalRange(path, tensor));
}

/**
 * The path of an external file.
 * @throws OnnxModelError for a location that is absolute or leaves the model's folder.
 */
export function externalPath(path: string, folder: string, location: string): string {
  const advice =
    "external data must lie in the model's folder: save the model again with a relative location";
  const shown = JSON.stringify(location);
  if (location === "" || location.includes("\0")) {
    throw new OnnxModelError(path, `its external data has the location ${shown}`, advice);
  }
  if (isAbsolute(location) || win32.isAbsolute(location) || /^[a-z]:/i.test(location)) {
    throw new OnnxModelError(
      path,
      `the location ${shown} of its external data is absolute`,
      advice,
    );
  }
  if (normalize(location.replaceAll("\\", "/")).split(sep).includes("..")) {
    throw new OnnxModelError(
      path,
      `the location ${shown} of its external data leaves its folder`,
      advice,
    );
  }
  return join(folder, location);
}

function externalRange(path: string, tensor: TensorProto): ExternalRange {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const number = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined) return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value)) return value;
    const problem = `the ${key} ${JSON.stringify(text)} of the external tensor ${tensor.name} is no byte count`;
    throw new OnnxModelError(path, problem, "save the model again");
  };
  const location = entries.get("location") ?? "";
  return { tensor: tensor.name, location, offset: number("offset") ?? 0, length: number("length") };
}

function* modelTensors(model: ModelProto): Generator<TensorProto> {
  if (model.graph !== undefined) yield* graphTensors(model.graph);
  for (const { node } of model.functions) yield* nodeTensors(node);
}

function* graphTensors(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const { values, indices } of graph.sparseInitializer) {
    if (values !== undefined) yield values;
    if (indices !== undefined) yield indices;
  }
  yield* nodeTensors(graph.node);
}

function* nodeTensors(nodes: readonly NodeProto[]): Generator<TensorProto> {
  for (const { attribute } of nodes) for (const each of attribute) yield* attributeTensors(each);
}

function* attributeTensors({ t, g, tensors, graphs }: AttributeProto): Generator<TensorProto> {
  if (t !== undefined) yield t;
  yield* tensors;
  if (g !== undefined) yield* graphTensors(g);
  for (const graph of graphs) yield* graphTensors(graph);
}
