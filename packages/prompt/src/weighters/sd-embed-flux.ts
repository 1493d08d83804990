import { InvariantError } from "@spillway/core";
import { toEmbedding } from "../maths/embedding.ts";
import { meanVector } from "../maths/sd-embed.ts";
import type { WeighResult } from "../weighter.ts";
import { unweighted } from "./sd-embed-encode.ts";
import type { SdEmbedJob } from "./sd-embed-job.ts";

/** Flux: the tokens of T5, and the mean of CLIP's pooled vectors. It has no negative prompt. */
export async function weighForFlux(job: SdEmbedJob): Promise<WeighResult["embeddings"]> {
  const { model, texts } = job.request;
  const [clip, t5] = model.encoders;
  if (clip === undefined || t5 === undefined) throw new InvariantError("Flux has two encoders");
  if (texts.negative !== "") job.note("the negative prompt was not used: Flux has none");
  const reading = job.read("prompt");
  const other = texts.second === undefined ? reading : job.read("second");
  const options = { rule: unweighted, atLeast: 1, fillLast: true };
  const pooled = await job.clip(clip, [reading], options);
  const [field] = await job.languageModel(t5, [other], t5.config.width);
  if (field === undefined) throw new InvariantError("one text was weighed");
  return {
    promptEmbeds: toEmbedding(field),
    pooledPromptEmbeds: meanVector(pooled.texts[0]?.pooled ?? []),
  };
}
