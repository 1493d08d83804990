import { Governor } from "@spillway/core";
import { inProcessHolder } from "@spillway/onnx";
import { join } from "node:path";
import { beforeAll } from "vitest";
import {
  writeTinyModel,
  type TinyFamily,
  type TinyVariant,
} from "../../scripts/make-tiny-encoder.mjs";
import { shippedPromptModelPath } from "../shipped-models.ts";
import { readTokenizer } from "../tokens/prompt-tokenizer.ts";
import { weighPrompt, type WeighPromptOptions } from "../weigh-prompt.ts";
import type { WeighResult } from "../weighter.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The smallest model that ships. */
export const shipped: string = shippedPromptModelPath("tiny-clip");

/** Makes models in a folder that is removed when the tests of the file have run. */
export type MakeModel = (
  name: string,
  family: TinyFamily,
  variant?: TinyVariant,
  only?: readonly number[],
) => string;

/** To be called at the top of a test file. */
export function modelMaker(): MakeModel {
  let folder = "";
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  return (name, family, variant, only) => {
    const path = join(folder, name);
    writeTinyModel(path, family, variant, only);
    return path;
  };
}

/** Weighs with compel and the smallest model, unless the job says otherwise. */
export async function weigh(
  job: Partial<WeighPromptOptions> & { readonly prompt: string },
): Promise<WeighResult> {
  await using governor = new Governor();
  const defaults = { model: shipped, weighter: "compel", governor, holder: inProcessHolder() };
  return await weighPrompt({ ...defaults, ...job });
}

/** What an encoder itself says of tokens, run alone. */
export async function encoderOutput(ids: readonly number[], name: string): Promise<Float32Array> {
  await using session = await inProcessHolder().open(join(shipped, "text_encoder/model.onnx"));
  const data = BigInt64Array.from(ids, BigInt);
  const outputs = await session.run({ input_ids: { type: "int64", dims: [1, ids.length], data } });
  const found = outputs[name]?.data;
  if (found instanceof Float32Array) return found;
  throw new Error(`no float32 output ${name}`);
}

/** The block of a text of some words, for the smallest model. */
export async function blockOf(text: string): Promise<readonly number[]> {
  const { encode, start, end, padding } = await readTokenizer(join(shipped, "tokenizer"));
  const ids = [...(start === undefined ? [] : [start]), ...encode(text), end];
  return [...ids, ...Array.from({ length: 77 - ids.length }, () => padding)];
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers beside ${b.length}`);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? NaN))), 0);
}
