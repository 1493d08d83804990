import { EmbeddingSizeError } from "../errors.ts";
import { joinTokens, padFeatures, toEmbedding, zeroField } from "../maths/embedding.ts";
import { scaleTokens } from "../maths/sd-embed.ts";
import type { WeighResult } from "../weighter.ts";
import { both } from "./both.ts";
import { lastPooled, sideBySide, type EncodedTexts } from "./sd-embed-encode.ts";
import type { SdEmbedJob } from "./sd-embed-job.ts";

/** Tokens of zeros that stand in for a missing T5, and their width where none is stated. */
const ABSENT_TOKENS = 77;
const JOINT_WIDTH = 4096;

/** Stable Diffusion 3: two CLIP encoders side by side, filled up to the width of T5, then the tokens of T5. */
export async function weighForThree(job: SdEmbedJob): Promise<WeighResult["embeddings"]> {
  const { encoders, folder, jointWidth } = job.request.model;
  const [one, two, t5] = encoders;
  const readings = job.pair();
  job.noteUnusedSecond();
  const present = [one, two].filter((files) => files !== undefined);
  const options = {
    rule: scaleTokens,
    atLeast: job.blockCount(present, readings),
    fillLast: true,
  };
  const parts: EncodedTexts[] = [];
  for (const files of present) parts.push(await job.clip(files, readings, options));
  if (t5 === undefined) {
    job.note("the folder has no text_encoder_3, so zeros stand in for what T5 would say");
  }
  const width = jointWidth ?? t5?.config.width ?? JOINT_WIDTH;
  const whole = t5 === undefined ? [] : await job.languageModel(t5, readings, width);
  const [promptEmbeds, negativePromptEmbeds] = both((text) => {
    const clip = sideBySide(parts, text);
    if (clip.width > width) {
      const sizes = { expected: width, actual: clip.width };
      throw new EmbeddingSizeError(folder, "the joined width of its CLIP encoders", sizes);
    }
    const rest = whole[text] ?? zeroField(ABSENT_TOKENS, width);
    return toEmbedding(joinTokens([padFeatures(clip, width), rest]));
  });
  const [pooledPromptEmbeds, negativePooledPromptEmbeds] = both((text) =>
    Float32Array.from(parts.flatMap((part) => [...(lastPooled(part, text) ?? [])])),
  );
  return { promptEmbeds, negativePromptEmbeds, pooledPromptEmbeds, negativePooledPromptEmbeds };
}
