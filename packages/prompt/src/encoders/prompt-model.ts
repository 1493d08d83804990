import { stat } from "node:fs/promises";
import { join } from "node:path";
import { PromptModelError } from "../errors.ts";
import { readJsonObject } from "../json-file.ts";
import { readTokenizer, type PromptTokenizer } from "../tokens/prompt-tokenizer.ts";
import { readEncoderConfig, type EncoderConfig, type EncoderKind } from "./encoder-config.ts";

/** The families of diffusion models whose prompts are weighed here. */
export type ModelFamily = "sd" | "sdxl" | "sd3" | "flux";

/** A text encoder of a model, not open. */
export interface EncoderFiles {
  /** `text_encoder`, `text_encoder_2` or `text_encoder_3`. */
  readonly name: string;
  /** The ONNX file. */
  readonly model: string;
  readonly config: EncoderConfig;
  readonly tokenizer: PromptTokenizer;
}

/** A model folder as diffusers and optimum write it: its family, and the text encoders in it. */
export interface PromptModel {
  readonly folder: string;
  readonly family: ModelFamily;
  /** In the order of their numbers; one that the folder lacks is undefined. */
  readonly encoders: readonly (EncoderFiles | undefined)[];
  /** Features of the joined embedding, where the transformer states them (SD3). */
  readonly jointWidth: number | undefined;
}

/** Which encoders a family has, and which it can do without. */
interface Slot {
  readonly kind: EncoderKind;
  readonly optional: boolean;
}

const CLIP: Slot = { kind: "clip", optional: false };
const PROJECTED: Slot = { kind: "clip-projection", optional: false };

const SLOTS: Readonly<Record<ModelFamily, readonly Slot[]>> = {
  sd: [CLIP],
  // A refiner has the second encoder only.
  sdxl: [{ ...CLIP, optional: true }, PROJECTED],
  sd3: [PROJECTED, PROJECTED, { kind: "t5", optional: true }],
  flux: [CLIP, { kind: "t5", optional: false }],
};

/** Reads a model folder without opening its encoders. @throws PromptModelError */
export async function readPromptModel(folder: string): Promise<PromptModel> {
  const path = join(folder, "model_index.json");
  const index = await readJsonObject(path);
  if (index === undefined) {
    throw new PromptModelError(
      folder,
      "no model_index.json",
      "give a folder that diffusers or optimum wrote",
    );
  }
  const family = familyOf(path, index["_class_name"]);
  const encoders: (EncoderFiles | undefined)[] = [];
  for (const [position, slot] of SLOTS[family].entries()) {
    encoders.push(await readSlot(folder, position, slot, family));
  }
  const transformer = await readJsonObject(join(folder, "transformer", "config.json"));
  const joint = transformer?.["joint_attention_dim"];
  return { folder, family, encoders, jointWidth: typeof joint === "number" ? joint : undefined };
}

function familyOf(path: string, pipeline: unknown): ModelFamily {
  const name = typeof pipeline === "string" ? pipeline : "";
  if (name.includes("StableDiffusionXL")) return "sdxl";
  if (name.includes("StableDiffusion3")) return "sd3";
  if (name.includes("Flux")) return "flux";
  if (name.includes("StableDiffusion")) return "sd";
  const problem = `the pipeline ${JSON.stringify(pipeline)} is of no family that is known here`;
  throw new PromptModelError(path, problem, "known are Stable Diffusion 1, 2, XL and 3, and Flux");
}

async function readSlot(
  folder: string,
  position: number,
  slot: Slot,
  family: ModelFamily,
): Promise<EncoderFiles | undefined> {
  const suffix = position === 0 ? "" : `_${position + 1}`;
  const name = `text_encoder${suffix}`;
  const present = await exists(join(folder, name));
  if (!present && slot.optional) return undefined;
  if (!present)
    throw new PromptModelError(
      join(folder, name),
      "no such folder",
      `a model of the family ${family} has one`,
    );
  const files = await readEncoderFiles(folder, name, `tokenizer${suffix}`);
  if (files.config.kind === slot.kind) return files;
  const problem = `it holds an encoder of the kind ${files.config.kind}`;
  throw new PromptModelError(join(folder, name), problem, `${family} takes ${slot.kind} there`);
}

/** Reads one encoder and its tokenizer. @throws PromptModelError where a part is missing, or the two do not go together. */
export async function readEncoderFiles(
  folder: string,
  name = "text_encoder",
  tokenizerName = "tokenizer",
): Promise<EncoderFiles> {
  const path = join(folder, name);
  const config = await readEncoderConfig(path);
  const tokenizer = await readTokenizer(join(folder, tokenizerName));
  const model = join(path, "model.onnx");
  if (!(await exists(model)))
    throw new PromptModelError(path, "no model.onnx", "export the text encoder to ONNX");
  if (tokenizer.size > config.vocabulary) {
    const problem = `its ids reach ${tokenizer.size - 1} and ${name} knows ${config.vocabulary} tokens`;
    throw new PromptModelError(
      tokenizer.folder,
      problem,
      "take tokenizer and encoder from the same model",
    );
  }
  return { name, model, config, tokenizer };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
