import { fromHalf, type ModelSession, type Tensor, type TensorMap } from "@spillway/onnx";
import { EmbeddingSizeError, PromptModelError } from "../errors.ts";
import type { Embedding } from "../maths/embedding.ts";
import type { Block } from "../tokens/blocks.ts";

/** A dimension that the export fixes, or undefined where it is free. */
function fixedDimension(session: ModelSession, axis: number): number | undefined {
  const dim = session.inputs.find(({ name }) => name === "input_ids")?.dims?.[axis];
  return typeof dim === "number" ? dim : undefined;
}

/** The sequence length that the export fixes, if it does. */
export function fixedLength(session: ModelSession): number | undefined {
  return fixedDimension(session, 1);
}

export function takesMask(session: ModelSession): boolean {
  return session.inputs.some(({ name }) => name === "attention_mask");
}

/** Blocks that go through the encoder together, which bounds what a run takes. */
const LARGEST_BATCH = 32;

/** What a run gave for some blocks: each output's stretch for each block. */
export interface EncodedBlock {
  output(name: string): { readonly dims: readonly number[]; readonly values: Float32Array };
}

/**
 * Encodes blocks of any lengths: those of the same length together, as far as the export's batch dimension allows.
 * @returns their outputs in order, and the number of runs.
 */
export async function runBlocks(
  session: ModelSession,
  model: string,
  blocks: readonly Block[],
  {
    outputs,
    signal,
  }: { readonly outputs: readonly string[]; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly encoded: readonly EncodedBlock[]; readonly runs: number }> {
  checkInterface(session, model, outputs);
  const size = Math.min(fixedDimension(session, 0) ?? LARGEST_BATCH, LARGEST_BATCH);
  const encoded = new Map<Block, EncodedBlock>();
  let runs = 0;
  for (const batch of batches(blocks, size)) {
    const results = await session.run(feedsOf(session, batch), { signal });
    runs++;
    batch.forEach((block, index) => {
      encoded.set(block, { output: (name) => blockOutput(results, model, name, index) });
    });
  }
  return { encoded: blocks.flatMap((block) => encoded.get(block) ?? []), runs };
}

function checkInterface(session: ModelSession, model: string, outputs: readonly string[]): void {
  const unknown = session.inputs.find(
    ({ name }) => name !== "input_ids" && name !== "attention_mask",
  );
  if (unknown !== undefined || fixedDimension(session, 2) !== undefined) {
    const names = session.inputs.map(({ name }) => name).join(", ");
    throw new PromptModelError(
      model,
      `its inputs are ${names}`,
      "a text encoder takes input_ids, and attention_mask at most",
    );
  }
  const missing = outputs.find((output) => session.outputs.every(({ name }) => name !== output));
  if (missing === undefined) return;
  const names = session.outputs.map(({ name }) => name).join(", ");
  throw new PromptModelError(model, `no output ${missing}, only ${names}`, adviceFor(missing));
}

function adviceFor(output: string): string {
  return output.startsWith("hidden_states")
    ? "export it with output_hidden_states=True"
    : "check that it is the text encoder of this family";
}

function batches(blocks: readonly Block[], size: number): readonly (readonly Block[])[] {
  const byLength = new Map<number, Block[]>();
  for (const block of blocks) {
    const same = byLength.get(block.ids.length);
    if (same === undefined) byLength.set(block.ids.length, [block]);
    else same.push(block);
  }
  return [...byLength.values()].flatMap((same) =>
    Array.from({ length: Math.ceil(same.length / size) }, (_, i) =>
      same.slice(i * size, (i + 1) * size),
    ),
  );
}

/** A batch that the export fixes is filled up with its last block. */
function feedsOf(session: ModelSession, batch: readonly Block[]): TensorMap {
  const count = fixedDimension(session, 0) ?? batch.length;
  const filled = Array.from(
    { length: count },
    (_, i) => batch[Math.min(i, batch.length - 1)] ?? { ids: [] },
  );
  const dims = [count, filled[0]?.ids.length ?? 0];
  const ids = filled.flatMap((block) => block.ids);
  const seen = filled.flatMap(({ ids: all, visible }) =>
    all.map((_, i) => (visible?.[i] === false ? 0 : 1)),
  );
  const feeds = session.inputs.map(({ name, type }): [string, Tensor] => {
    return [name, integerTensor(type, dims, name === "input_ids" ? ids : seen)];
  });
  return Object.fromEntries(feeds);
}

function integerTensor(type: string, dims: readonly number[], values: readonly number[]): Tensor {
  if (type === "int32") return { type, dims, data: Int32Array.from(values) };
  if (type === "bool") return { type, dims, data: Uint8Array.from(values) };
  if (type === "float32") return { type, dims, data: Float32Array.from(values) };
  return { type: "int64", dims, data: BigInt64Array.from(values, BigInt) };
}

function blockOutput(
  results: TensorMap,
  model: string,
  name: string,
  index: number,
): { readonly dims: readonly number[]; readonly values: Float32Array } {
  const tensor = results[name];
  if (tensor === undefined)
    throw new PromptModelError(model, `its run gave no ${name}`, "export it again");
  const dims = tensor.dims.slice(1);
  const length = dims.reduce((product, dim) => product * dim, 1);
  return { dims, values: floats(model, name, tensor, index * length, length) };
}

function floats(
  model: string,
  name: string,
  { type, data }: Tensor,
  start: number,
  length: number,
): Float32Array {
  if (data instanceof Float32Array) return data.slice(start, start + length);
  if (type === "float16" && ArrayBuffer.isView(data)) {
    const bits = new Uint16Array(data.buffer, data.byteOffset + 2 * start, length);
    return Float32Array.from(bits, fromHalf);
  }
  throw new PromptModelError(
    model,
    `its output ${name} is ${type}`,
    "float32 and float16 are read",
  );
}

/** An output with a vector for each token. @throws EmbeddingSizeError where its sizes are not those of the configuration. */
export function tokenVectors(
  block: EncodedBlock,
  output: string,
  model: string,
  width: number,
): Embedding {
  const { dims, values } = block.output(output);
  const [tokens = 0, actual = 0] = dims;
  if (dims.length !== 2 || actual !== width) {
    throw new EmbeddingSizeError(model, `the width of ${output}`, { expected: width, actual });
  }
  return { tokens, width, values };
}
