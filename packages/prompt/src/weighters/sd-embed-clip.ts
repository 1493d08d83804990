import { toEmbedding } from "../maths/embedding.ts";
import { scaleFromLast, scaleTokens } from "../maths/sd-embed.ts";
import type { WeighResult } from "../weighter.ts";
import { both } from "./both.ts";
import type { PromptReading } from "./prompt-reading.ts";
import { lastPooled, sideBySide, unweighted, type EncodedTexts } from "./sd-embed-encode.ts";
import type { SdEmbedJob } from "./sd-embed-job.ts";

/** Stable Diffusion 1, 2 and XL: the features of one or two CLIP encoders side by side, the second's pooled vector. */
export async function weighWithClip(job: SdEmbedJob): Promise<WeighResult["embeddings"]> {
  const { model, texts } = job.request;
  const encoders = model.encoders.filter((files) => files !== undefined);
  const twoPrompts = encoders.length > 1 && (texts.second ?? texts.secondNegative) !== undefined;
  if (!twoPrompts) job.noteUnusedSecond();
  const [first, second] = [job.pair(), twoPrompts ? job.secondPair() : job.pair()];
  if (twoPrompts) noteSecondWeights(job, second);
  const atLeast = job.blockCount(encoders, [...first, ...second]);
  const fillLast = model.family !== "sd";
  const parts: EncodedTexts[] = [];
  for (const [index, files] of encoders.entries()) {
    const rule = !twoPrompts ? scaleTokens : index === 0 ? scaleFromLast : unweighted;
    parts.push(await job.clip(files, index === 0 ? first : second, { rule, atLeast, fillLast }));
  }
  const pooling = model.family === "sdxl" ? parts.at(-1) : undefined;
  const [promptEmbeds, negativePromptEmbeds] = both((text) => toEmbedding(sideBySide(parts, text)));
  const [pooledPromptEmbeds, negativePooledPromptEmbeds] = both(
    (text) => pooling && lastPooled(pooling, text),
  );
  return { promptEmbeds, negativePromptEmbeds, pooledPromptEmbeds, negativePooledPromptEmbeds };
}

function noteSecondWeights(job: SdEmbedJob, readings: readonly PromptReading[]): void {
  const weighted = readings.some(
    ({ role, flat }) =>
      role.startsWith("second") &&
      flat.parts.some((part) => part.fragments.some(({ weight }) => weight !== 1)),
  );
  if (!weighted) return;
  job.note("weights in the second prompts have no effect: sd-embed weighs the first encoder only");
}
