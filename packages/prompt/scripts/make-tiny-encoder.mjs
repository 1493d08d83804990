/*
 * Makes the tiny models of this package in the layout of diffusers and optimum, from a list of words and a seed: the
 * bytes are the same on every machine. The weights are random: the embeddings have every property but meaning.
 *
 *     node packages/prompt/scripts/make-tiny-encoder.mjs [FOLDER]
 */
import { mkdirSync, readdirSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clipEncoder, projector, t5Encoder } from "./tiny-encoders.mjs";
import { clipVocabulary, t5Tokenizer } from "./tiny-tokenizers.mjs";

const START = "<|startoftext|>";
const END = "<|endoftext|>";
const CLIP = { kind: "clip", hidden: 32, seed: 1 };
const T5 = { kind: "t5", hidden: 80, seed: 3 };

/** What each family of models is made of. Encoders and tokenizers are numbered as in diffusers. */
export const FAMILIES = {
  sd: { pipeline: "StableDiffusionPipeline", encoders: [CLIP] },
  sdxl: {
    pipeline: "StableDiffusionXLPipeline",
    encoders: [CLIP, { kind: "clip", hidden: 48, seed: 2, projection: 40, pad: "!" }],
  },
  sd3: {
    pipeline: "StableDiffusion3Pipeline",
    encoders: [
      { ...CLIP, projection: 24 },
      { kind: "clip", hidden: 48, seed: 2, projection: 40, pad: "!" },
      T5,
    ],
  },
  flux: { pipeline: "FluxPipeline", encoders: [CLIP, T5] },
};

/**
 * Writes a model folder. `variant` changes every encoder (attentionMask, hiddenStates, outputType, batch, …), `sd` and
 * so on name the family, `only` keeps some encoders, by position.
 */
export function writeTinyModel(folder, family, variant = {}, only = undefined) {
  const { pipeline, encoders } = FAMILIES[family];
  const index = { _class_name: pipeline, _diffusers_version: "0.35.0" };
  encoders.forEach((encoder, position) => {
    if (only !== undefined && !only.includes(position)) return;
    const suffix = position === 0 ? "" : `_${position + 1}`;
    const names = writeEncoder(folder, suffix, { ...encoder, ...variant });
    index[`text_encoder${suffix}`] = ["transformers", names.model];
    index[`tokenizer${suffix}`] = ["transformers", names.tokenizer];
  });
  if (family === "sd3")
    writeJson(folder, "transformer", "config.json", { joint_attention_dim: 80 });
  writeJson(folder, ".", "model_index.json", index);
}

/** Writes a RankGen-like encoder and its projector to 32 features, for LLM4GEN. */
export function writeTinyProjector(folder) {
  writeEncoder(folder, "", T5);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "projector.onnx"), projector(T5.hidden, 32).model);
}

function writeEncoder(folder, suffix, options) {
  return options.kind === "clip"
    ? writeClip(folder, suffix, options)
    : writeT5(folder, suffix, options);
}

function writeClip(folder, suffix, options) {
  const { vocab, merges, size } = clipVocabulary();
  const tokenizer = `tokenizer${suffix}`;
  const pad = options.pad ?? END;
  writeJson(folder, tokenizer, "vocab.json", vocab);
  writeText(folder, tokenizer, "merges.txt", `#version: 0.2\n${merges.join("\n")}\n`);
  const special = { bos_token: START, eos_token: END, unk_token: END, pad_token: pad };
  writeJson(folder, tokenizer, "tokenizer_config.json", {
    ...special,
    do_lower_case: true,
    model_max_length: 77,
    tokenizer_class: "CLIPTokenizer",
  });
  writeJson(folder, tokenizer, "special_tokens_map.json", special);
  const projected = options.projection !== undefined;
  const model = projected ? "CLIPTextModelWithProjection" : "CLIPTextModel";
  writeJson(folder, `text_encoder${suffix}`, "config.json", {
    architectures: [model],
    model_type: "clip_text_model",
    bos_token_id: size - 2,
    eos_token_id: size - 1,
    hidden_size: options.hidden,
    projection_dim: options.projection ?? options.hidden,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 2 * options.hidden,
    max_position_embeddings: 77,
    layer_norm_eps: 1e-5,
    vocab_size: size,
  });
  writeModel(folder, suffix, clipEncoder(size, options));
  return { model, tokenizer: "CLIPTokenizer" };
}

function writeT5(folder, suffix, options) {
  const tokenizer = t5Tokenizer();
  writeJson(folder, `tokenizer${suffix}`, "tokenizer.json", tokenizer);
  writeJson(folder, `tokenizer${suffix}`, "tokenizer_config.json", {
    eos_token: "</s>",
    pad_token: "<pad>",
    unk_token: "<unk>",
    model_max_length: 512,
    tokenizer_class: "T5Tokenizer",
  });
  const size = tokenizer.model.vocab.length;
  writeJson(folder, `text_encoder${suffix}`, "config.json", {
    architectures: ["T5EncoderModel"],
    model_type: "t5",
    d_model: options.hidden,
    num_layers: 2,
    num_heads: 2,
    eos_token_id: 1,
    pad_token_id: 0,
    vocab_size: size,
  });
  writeModel(folder, suffix, t5Encoder(size, options));
  return { model: "T5EncoderModel", tokenizer: "T5TokenizerFast" };
}

function writeModel(folder, suffix, { model, external }) {
  const path = join(folder, `text_encoder${suffix}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "model.onnx"), model);
  if (external.length > 0) writeFileSync(join(path, "model.onnx_data"), external);
}

function writeJson(folder, part, name, value) {
  writeText(folder, part, name, `${layOut(value, "")}\n`);
}

/** JSON as the repository's formatter lays it out, for lists that fit a line. */
function layOut(value, indent) {
  if (Array.isArray(value))
    return `[${value.map((each) => layOut(each, `${indent}  `)).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, each]) => `${indent}  ${JSON.stringify(key)}: ${layOut(each, `${indent}  `)}`,
  );
  return `{\n${entries.join(",\n")}\n${indent}}`;
}

function writeText(folder, part, name, text) {
  mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, part, name), text);
}

function main(folder) {
  for (const [name, family] of Object.entries({ "tiny-clip": "sd", "tiny-sdxl": "sdxl" })) {
    const path = join(folder, name);
    writeTinyModel(path, family);
    const files = readdirSync(path, { recursive: true }).map((name) => statSync(join(path, name)));
    const total = files.reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
    console.log(`${path}: ${total} bytes`);
  }
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  main(process.argv[2] ?? fileURLToPath(new URL("../models", import.meta.url)));
}
