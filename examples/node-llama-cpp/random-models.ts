// Language models of the llama architecture whose weights are random: they load and run like any other, and what they
// say is noise. Written as GGUF: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomNumbers } from "../random-numbers.ts";

const WIDTH = 256;
const HIDDEN = 8192;
const LAYERS = 2;
const HEADS = 4;

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");
const BYTES = Array.from({ length: 256 }, (_, byte) => `<0x${hex(byte)}>`);
const SPACE = "\u2581";
const LETTERS = [SPACE, ..."abcdefghijklmnopqrstuvwxyz".split("")];
/** Any text can be read, by its bytes; only letters and spaces are ever written. */
const TOKENS = ["<unk>", "<s>", "</s>", ...BYTES, ...LETTERS];
const KIND = { normal: 1, unknown: 2, control: 3, byte: 6 };
const KINDS = [
  KIND.unknown,
  KIND.control,
  KIND.control,
  ...BYTES.map(() => KIND.byte),
  ...LETTERS.map(() => KIND.normal),
];

const TYPE = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 };
const FLOAT32_TENSOR = 0;

interface Tensor {
  readonly name: string;
  /** The inner dimension comes first. */
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const f32 = (value: number): Buffer => Buffer.from(Float32Array.of(value).buffer);
const text = (value: string): Buffer =>
  Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

/** A value behind the number of its type. */
const integer = (value: number): Buffer => Buffer.concat([u32(TYPE.uint32), u32(value)]);
const float = (value: number): Buffer => Buffer.concat([u32(TYPE.float32), f32(value)]);
const string = (value: string): Buffer => Buffer.concat([u32(TYPE.string), text(value)]);
const list = (type: number, items: readonly Buffer[]): Buffer =>
  Buffer.concat([u32(TYPE.array), u32(type), u64(items.length), ...items]);

const METADATA: Readonly<Record<string, Buffer>> = {
  "general.architecture": string("llama"),
  "llama.context_length": integer(512),
  "llama.embedding_length": integer(WIDTH),
  "llama.feed_forward_length": integer(HIDDEN),
  "llama.block_count": integer(LAYERS),
  "llama.attention.head_count": integer(HEADS),
  "llama.attention.layer_norm_rms_epsilon": float(1e-5),
  "tokenizer.ggml.model": string("llama"),
  "tokenizer.ggml.tokens": list(TYPE.string, TOKENS.map(text)),
  "tokenizer.ggml.scores": list(
    TYPE.float32,
    TOKENS.map(() => f32(0)),
  ),
  "tokenizer.ggml.token_type": list(TYPE.int32, KINDS.map(u32)),
  "tokenizer.ggml.bos_token_id": integer(1),
  "tokenizer.ggml.eos_token_id": integer(2),
};

function makeTensors(random: () => number): readonly Tensor[] {
  const norm = (name: string): Tensor => ({
    name,
    dims: [WIDTH],
    values: new Float32Array(WIDTH).fill(1),
  });
  const matrix = (name: string, inputs: number, outputs: number): Tensor => {
    const limit = Math.sqrt(3 / inputs);
    const values = new Float32Array(inputs * outputs);
    for (let i = 0; i < values.length; i++) values[i] = limit * (2 * random() - 1);
    return { name, dims: [inputs, outputs], values };
  };
  const layers = Array.from({ length: LAYERS }, (_, layer) => [
    norm(`blk.${layer}.attn_norm.weight`),
    ...["attn_q", "attn_k", "attn_v", "attn_output"].map((name) =>
      matrix(`blk.${layer}.${name}.weight`, WIDTH, WIDTH),
    ),
    norm(`blk.${layer}.ffn_norm.weight`),
    matrix(`blk.${layer}.ffn_gate.weight`, WIDTH, HIDDEN),
    matrix(`blk.${layer}.ffn_up.weight`, WIDTH, HIDDEN),
    matrix(`blk.${layer}.ffn_down.weight`, HIDDEN, WIDTH),
  ]);
  const output = matrix("output.weight", WIDTH, TOKENS.length);
  output.values.fill(0, 0, TOKENS.indexOf(SPACE) * WIDTH);
  return [
    matrix("token_embd.weight", WIDTH, TOKENS.length),
    ...layers.flat(),
    norm("output_norm.weight"),
    output,
  ];
}

/** The file of a model, in parts; the same for the same seed. */
function makeModel(seed: number): readonly Uint8Array[] {
  const tensors = makeTensors(randomNumbers(seed));
  let offset = 0;
  const infos = tensors.map(({ name, dims, values }) => {
    const shape = [u32(dims.length), ...dims.map(u64), u32(FLOAT32_TENSOR)];
    const info = Buffer.concat([text(name), ...shape, u64(offset)]);
    offset += values.byteLength; // a multiple of 32, as each tensor has to begin at one
    return info;
  });
  const fields = Object.entries(METADATA).map(([key, value]) => Buffer.concat([text(key), value]));
  const counts = [u32(3), u64(tensors.length), u64(fields.length)];
  const head = Buffer.concat([Buffer.from("GGUF"), ...counts, ...fields, ...infos]);
  const padding = Buffer.alloc(-head.length & 31);
  return [head, padding, ...tensors.map(({ values }) => new Uint8Array(values.buffer))];
}

/** Files of models, which are removed when this is disposed of. */
export interface ModelFiles extends AsyncDisposable {
  readonly paths: readonly string[];
}

/** Writes models of 53 MB each into a folder of their own. */
export async function writeRandomModels(names: readonly string[]): Promise<ModelFiles> {
  const folder = await mkdtemp(join(tmpdir(), "spillway-models-"));
  const paths = names.map((name) => join(folder, name));
  for (const [i, path] of paths.entries()) await writeFile(path, makeModel(i + 1));
  return { paths, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
