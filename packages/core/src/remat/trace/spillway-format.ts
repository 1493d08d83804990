import { int, real } from "../graph/columns.ts";
import type { OutputSpec } from "../graph/graph.ts";
import { STEP, type TensorType, type Trace, TraceBuilder } from "./trace.ts";
import { TraceLine } from "./trace-line.ts";

/** The first line's `format`. */
export const SPILLWAY_FORMAT = "spillway-trace";
const VERSION = 1;

/**
 * Writes a trace in Spillway's own format: JSON lines, the first `{"format":"spillway-trace","version":1,"name":…}`, then one for
 * each step. Tensors are numbered from 0 in order of creation; `bytes` are bytes and `ns` nanoseconds.
 *
 *     {"do":"constant","name":"weight","out":[{"bytes":4096,"shape":[32,32],"dtype":"float32"}]}
 *     {"do":"call","name":"matmul","ns":5200,"in":[0,1],"out":[{"bytes":128,"shape":[32],"dtype":"float32"}]}
 *     {"do":"call","name":"reshape","ns":900,"in":[2],"out":[{"view":0,"shape":[4,8],"dtype":"float32"}]}
 *     {"do":"retain","tensor":2}
 *     {"do":"release","tensor":2}
 *
 * `shape` and `dtype` come together or not at all. A view names the input whose storage it shares.
 */
export function writeTrace(trace: Trace): string {
  const lines = [JSON.stringify({ format: SPILLWAY_FORMAT, version: VERSION, name: trace.name })];
  for (let at = 0; at < trace.steps.length; at += 2) {
    lines.push(JSON.stringify(stepLine(trace, int(trace.steps, at), int(trace.steps, at + 1))));
  }
  return `${lines.join("\n")}\n`;
}

function stepLine(trace: Trace, kind: number, id: number): Readonly<Record<string, unknown>> {
  const { graph } = trace;
  if (kind === STEP.retain) return { do: "retain", tensor: id };
  if (kind === STEP.release) return { do: "release", tensor: id };
  const name = trace.operatorNames[id];
  const out = outputLines(trace, id);
  if (kind === STEP.constant) return { do: "constant", name, out };
  return { do: "call", name, ns: real(graph.cost, id), in: inputsOf(trace, id), out };
}

function inputsOf({ graph }: Trace, operator: number): readonly number[] {
  return Array.from(
    graph.inputs.subarray(graph.firstInput[operator], graph.firstInput[operator + 1]),
  );
}

function outputLines(trace: Trace, operator: number): readonly object[] {
  const { graph } = trace;
  const lines: object[] = [];
  const end = int(graph.firstOutput, operator + 1);
  for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
    const storage = int(graph.storageOf, tensor);
    const owns = int(graph.root, storage) === tensor;
    const place = owns
      ? { bytes: real(graph.bytes, storage) }
      : { view: viewedInput(trace, operator, storage) };
    lines.push({ ...place, ...trace.types.get(tensor) });
  }
  return lines;
}

function viewedInput(trace: Trace, operator: number, storage: number): number {
  return inputsOf(trace, operator).findIndex(
    (tensor) => int(trace.graph.storageOf, tensor) === storage,
  );
}

/** Reads what `writeTrace` writes. @throws TraceError with line and column. */
export function readSpillwayTrace(text: string, file: string): Trace {
  const lines = text.split("\n");
  const header = new TraceLine(file, 1, lines[0] ?? "");
  if (header.text("format") !== SPILLWAY_FORMAT)
    throw header.error("not a Spillway trace", "format");
  const version = header.count("version");
  if (version !== VERSION)
    throw header.error(`version ${version} is not known; this reads 1`, "version");
  const builder = new TraceBuilder();
  for (const [index, line] of lines.entries()) {
    if (index > 0 && line.trim() !== "") readStep(new TraceLine(file, index + 1, line), builder);
  }
  return builder.build(header.text("name"));
}

function readStep(line: TraceLine, builder: TraceBuilder): void {
  const step = line.text("do");
  switch (step) {
    case "constant":
      readConstant(line, builder);
      break;
    case "call":
      readCall(line, builder);
      break;
    case "retain":
      builder.retain(knownTensor(line, line.count("tensor"), "tensor", builder));
      break;
    case "release":
      builder.release(knownTensor(line, line.count("tensor"), "tensor", builder));
      break;
    default:
      throw line.error(
        `unknown step ${JSON.stringify(step)}; known are constant, call, retain and release`,
        "do",
      );
  }
}

function readConstant(line: TraceLine, builder: TraceBuilder): void {
  const [output, ...more] = line.objects("out");
  if (output === undefined || more.length > 0) throw line.error("a constant has one output", "out");
  describe(builder.constant(output.count("bytes"), line.text("name")), output, builder);
}

function readCall(line: TraceLine, builder: TraceBuilder): void {
  const inputs = line.counts("in");
  for (const tensor of inputs) knownTensor(line, tensor, "in", builder);
  const outputs = line.objects("out");
  const specs = outputs.map((output) => specOf(output, inputs.length));
  const tensors = builder.call(line.text("name"), line.count("ns"), inputs, specs);
  for (const [index, output] of outputs.entries()) describe(tensors[index] ?? 0, output, builder);
}

/** A tensor that does not exist yet would make the graph circular. */
function knownTensor(
  line: TraceLine,
  tensor: number,
  field: string,
  builder: TraceBuilder,
): number {
  if (tensor < builder.graph.tensorCount) return tensor;
  const count = builder.graph.tensorCount;
  throw line.error(
    `tensor ${tensor} is used before it is defined (or is a cycle); there are ${count}`,
    field,
  );
}

function specOf(output: TraceLine, inputs: number): OutputSpec {
  if (!output.has("view")) return { kind: "storage", bytes: output.count("bytes") };
  const input = output.count("view");
  if (input >= inputs)
    throw output.error(`a view of input ${input}, but there are ${inputs}`, "out");
  return { kind: "view", input };
}

function describe(tensor: number, output: TraceLine, builder: TraceBuilder): void {
  if (!output.has("shape")) return;
  const type: TensorType = { shape: output.counts("shape"), dtype: output.text("dtype") };
  builder.describe(tensor, type);
}
