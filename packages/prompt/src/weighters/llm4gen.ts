import { InvariantError } from "@spillway/core";
import { readModelFile, type ModelSession } from "@spillway/onnx";
import { join } from "node:path";
import { EmbeddingSizeError, PromptModelError, PromptWeighterError } from "../errors.ts";
import { readEncoderFiles, type EncoderFiles } from "../encoders/prompt-model.ts";
import { openTextEncoder } from "../encoders/text-encoder.ts";
import { joinTokens, toEmbedding, toField, type Embedding } from "../maths/embedding.ts";
import { plainText } from "../syntax/fragments.ts";
import { parsePrompt } from "../syntax/parse.ts";
import { flattenPrompt } from "../syntax/fragments.ts";
import { frameBlock } from "../tokens/blocks.ts";
import {
  definePromptWeighter,
  type PromptWeighter,
  type WeighRequest,
  type WeighResult,
  type WeighterContext,
  type WeighterPlugin,
} from "../weighter.ts";
import { encodeTruncated } from "./truncated.ts";

/** Longest text that the language model reads, its end token included. */
const LONGEST = 256;

export const llm4gen: WeighterPlugin = definePromptWeighter({
  names: ["llm4gen"],
  help: "Adds what a language model says of the prompt behind CLIP's embedding.\n\nStable Diffusion 1. The language model is a T5 encoder trained as RankGen, exported to ONNX, with a projector to CLIP's width.",
  arguments: {
    encoder: {
      type: "str",
      help: "Folder with tokenizer/ and text_encoder/model.onnx of the language model.",
      required: true,
      file: { mode: "dir" },
    },
    projector: {
      type: "str",
      help: "The projector's ONNX file: one input [batch, tokens, width], one output. In the encoder's folder unless given.",
      file: { mode: "in", types: ["onnx"] },
    },
    weighter: {
      type: "str",
      help: 'The weighter of the CLIP part, such as "compel;syntax=sdwui". Without one that part is truncated to 77 tokens.',
    },
  },
  async create({ encoder, projector, weighter }, context): Promise<PromptWeighter> {
    const files = await readEncoderFiles(encoder);
    const path = projector ?? join(encoder, "projector.onnx");
    const inner = weighter === undefined ? undefined : await context.create(weighter);
    const sizes = await Promise.all([readModelFile(files.model), readModelFile(path)]);
    const own = { files, projector: path, inner };
    return {
      syntax: inner?.syntax ?? "plain",
      bytes: sizes.reduce((sum, { bytes }) => sum + bytes, inner?.bytes ?? 0),
      weigh: (request) => weighBoth(request, own, context),
      cleanup: async () => inner?.cleanup?.(),
    };
  },
});

interface OwnModels {
  readonly files: EncoderFiles;
  readonly projector: string;
  readonly inner: PromptWeighter | undefined;
}

async function weighBoth(
  request: WeighRequest,
  { files, projector, inner }: OwnModels,
  context: WeighterContext,
): Promise<WeighResult> {
  if (request.model.family !== "sd") {
    throw new PromptWeighterError(
      "llm4gen",
      `it has no rules for ${request.model.family}, only for sd`,
    );
  }
  if (request.clipSkip !== 0) {
    throw new PromptWeighterError("llm4gen", "clip-skip is not for it; leave clip-skip out");
  }
  const { prompt, negative } = request.texts;
  const clip = await (inner === undefined
    ? encodeTruncated({ ...request, texts: { prompt, negative } }, context)
    : inner.weigh({ ...request, texts: { prompt, negative } }));
  const states = await encodeTexts(files, languageTexts(request, inner), request, context);
  await using lease = await context.lease(projector, "prompt_weighter", request.signal);
  const projected: Embedding[] = [];
  for (const state of states.embeddings)
    projected.push(await project(lease.value, projector, state));
  const { promptEmbeds, negativePromptEmbeds } = clip.embeddings;
  const [positive, other] = projected;
  if (positive === undefined || other === undefined)
    throw new InvariantError("two texts were projected");
  return {
    ...clip,
    embeddings: {
      promptEmbeds: append(promptEmbeds, positive, projector),
      negativePromptEmbeds: negativePromptEmbeds && append(negativePromptEmbeds, other, projector),
    },
    notes: [...clip.notes, ...states.notes],
    runs: clip.runs + states.runs,
  };
}

/** The second prompts, or the first ones without their syntax. */
function languageTexts(
  { texts }: WeighRequest,
  inner: PromptWeighter | undefined,
): readonly [string, string] {
  const strip = (text: string): string =>
    inner === undefined ? text : plainText(flattenPrompt(parsePrompt(text, inner.syntax)));
  return [texts.second ?? strip(texts.prompt), texts.secondNegative ?? strip(texts.negative)];
}

interface EncodedLanguage {
  readonly embeddings: readonly Embedding[];
  readonly notes: readonly string[];
  readonly runs: number;
}

/** The shorter text is padded to the longer one's length; padding is hidden where the export takes a mask. */
async function encodeTexts(
  files: EncoderFiles,
  texts: readonly string[],
  { signal }: WeighRequest,
  context: WeighterContext,
): Promise<EncodedLanguage> {
  const { tokenizer } = files;
  await using lease = await context.lease(files.model, "prompt_weighter", signal);
  const encoder = openTextEncoder(files, lease.value, signal);
  const limit = Math.min(LONGEST, encoder.length ?? LONGEST);
  const start = tokenizer.start === undefined ? 1 : 2;
  const all = texts.map((text) => tokenizer.encode(text));
  const ids = all.map((each) =>
    frameBlock(each.slice(0, limit - start), tokenizer, { length: 0, padding: 0 }),
  );
  const length = encoder.length ?? Math.max(...ids.map((each) => each.length));
  const blocks = ids.map((each) => ({
    ids: [...each, ...Array.from({ length: length - each.length }, () => tokenizer.padding)],
    visible: encoder.takesMask ? Array.from({ length }, (_, i) => i < each.length) : undefined,
  }));
  const encoded = await encoder.encode(blocks, { state: { kind: "last" } });
  const cut = all.some((each) => each.length > limit - start);
  return {
    embeddings: blocks.map((block) => encoded(block).state),
    notes: cut
      ? [`the language model reads ${limit} tokens, so what is behind them was left out`]
      : [],
    runs: encoder.runs,
  };
}

async function project(
  session: ModelSession,
  path: string,
  { tokens, width, values }: Embedding,
): Promise<Embedding> {
  const [input, ...others] = session.inputs;
  const [output] = session.outputs;
  if (input === undefined || output === undefined || others.length > 0) {
    throw new PromptModelError(
      path,
      `it has ${session.inputs.length} inputs`,
      "a projector has one input and one output",
    );
  }
  const results = await session.run({
    [input.name]: { type: "float32", dims: [1, tokens, width], data: values },
  });
  const made = results[output.name];
  const [, count = 0, to = 0] = made?.dims ?? [];
  if (!(made?.data instanceof Float32Array) || count !== tokens) {
    throw new PromptModelError(
      path,
      "its output is no float32 vector for each token",
      "export the projector again",
    );
  }
  return { tokens, width: to, values: made.data };
}

function append(first: Embedding, second: Embedding, path: string): Embedding {
  if (first.width !== second.width) {
    throw new EmbeddingSizeError(path, "the width of its output", {
      expected: first.width,
      actual: second.width,
    });
  }
  return toEmbedding(joinTokens([toField(first), toField(second)]));
}
