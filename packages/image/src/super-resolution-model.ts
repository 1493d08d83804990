import {
  describeValue,
  fromHalf,
  toHalf,
  type ModelSession,
  type Tensor,
  type ValueInfo,
} from "@spillway/onnx";
import { UpscalerModelError } from "./errors.ts";
import type { ImageSize } from "./raster.ts";

/** Planes of values from 0 to 1: channel after channel, rows from the top. */
export interface Planes extends ImageSize {
  readonly channels: number;
  readonly values: Float32Array;
}

/** How a super-resolution model takes its picture. */
export interface ModelInput {
  readonly name: string;
  readonly output: string;
  readonly type: "float32" | "float16";
  readonly layout: "nchw" | "nhwc";
  readonly channels: 1 | 3;
  /** The sides that the model fixes. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

const EXPECTED =
  "a super-resolution model takes one picture, float32 or float16 [1, 3 or 1, height, width]";

/** Reads the shape of a model's input and output. @throws UpscalerModelError for a model of another kind. */
export function modelInput(
  model: string,
  { inputs, outputs }: Pick<ModelSession, "inputs" | "outputs">,
): ModelInput {
  const [input, ...others] = inputs;
  const [output] = outputs;
  if (input === undefined || output === undefined || others.length > 0) {
    const names = inputs.map(({ name }) => name).join(", ") || "none";
    throw new UpscalerModelError(model, `it has ${inputs.length} inputs (${names}); ${EXPECTED}`);
  }
  const { type, dims } = input;
  const layout = dims && layoutOf(dims);
  if ((type !== "float32" && type !== "float16") || dims === undefined || layout === undefined) {
    throw new UpscalerModelError(
      model,
      `its input \`${input.name}\` is ${describeValue(input)}; ${EXPECTED}`,
    );
  }
  const [, a, b, c] = dims;
  const [channels, height, width] = layout === "nchw" ? [a, b, c] : [c, a, b];
  return {
    name: input.name,
    output: output.name,
    type,
    layout,
    channels: channels === 1 ? 1 : 3,
    width: fixed(width),
    height: fixed(height),
  };
}

function layoutOf(dims: NonNullable<ValueInfo["dims"]>): ModelInput["layout"] | undefined {
  const [batch, second, , last] = dims;
  if (dims.length !== 4 || (typeof batch === "number" && batch !== 1)) return undefined;
  if (second === 1 || second === 3) return "nchw";
  if (last === 1 || last === 3) return "nhwc";
  // Where the number of channels is open, three are what models for pictures take.
  return typeof second === "string" ? "nchw" : undefined;
}

function fixed(dim: number | string | undefined): number | undefined {
  return typeof dim === "number" ? dim : undefined;
}

/** Runs the model on planes that have as many channels as it takes. @throws UpscalerModelError */
export async function runModel(
  model: string,
  session: ModelSession,
  input: ModelInput,
  planes: Planes,
  signal?: AbortSignal,
): Promise<Planes> {
  const feeds = { [input.name]: toTensor(input, planes) };
  const results = await session.run(feeds, { signal });
  const result = results[input.output];
  const made = result && fromTensor(input, result);
  if (made === undefined) {
    const got = result === undefined ? "nothing" : describeValue(result);
    throw new UpscalerModelError(
      model,
      `its output \`${input.output}\` is ${got}; it must be a picture like its input`,
    );
  }
  return made;
}

function toTensor({ layout, type }: ModelInput, planes: Planes): Tensor {
  const { width, height, channels, values } = planes;
  const ordered = layout === "nchw" ? values : interleave(planes);
  const dims = layout === "nchw" ? [1, channels, height, width] : [1, height, width, channels];
  return type === "float32"
    ? { type, dims, data: ordered }
    : { type, dims, data: Uint16Array.from(ordered, toHalf) };
}

function fromTensor(
  { layout, channels }: ModelInput,
  { type, dims, data }: Tensor,
): Planes | undefined {
  const [, a, b, c] = dims;
  if (dims.length !== 4 || a === undefined || b === undefined || c === undefined) return undefined;
  const [made, height, width] = layout === "nchw" ? [a, b, c] : [c, a, b];
  if (made !== channels) return undefined;
  const values = floats(type, data);
  if (values === undefined) return undefined;
  const planes = { width, height, channels, values };
  return layout === "nchw" ? planes : { ...planes, values: deinterleave(planes) };
}

function floats(type: Tensor["type"], data: Tensor["data"]): Float32Array | undefined {
  if (type === "float32" && data instanceof Float32Array) return data;
  if (type === "float16" && data instanceof Uint16Array) return Float32Array.from(data, fromHalf);
  return undefined;
}

function interleave({ width, height, channels, values }: Planes): Float32Array {
  const area = width * height;
  return Float32Array.from(
    values,
    (_, i) => values[(i % channels) * area + Math.floor(i / channels)] ?? 0,
  );
}

function deinterleave({ width, height, channels, values }: Planes): Float32Array {
  const area = width * height;
  return Float32Array.from(
    values,
    (_, i) => values[(i % area) * channels + Math.floor(i / area)] ?? 0,
  );
}
