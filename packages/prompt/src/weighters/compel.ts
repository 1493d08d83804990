import { PromptWeighterError } from "../errors.ts";
import { openTextEncoder, type TextEncoder } from "../encoders/text-encoder.ts";
import type { EncoderFiles, PromptModel } from "../encoders/prompt-model.ts";
import { padTokens } from "../maths/compel.ts";
import { joinFeatures, toEmbedding, toField, type Field } from "../maths/embedding.ts";
import type { SyntaxName } from "../syntax/prompt-tree.ts";
import { frameBlock } from "../tokens/blocks.ts";
import {
  definePromptWeighter,
  type PromptRole,
  type PromptWeighter,
  type TokenReport,
  type WeighRequest,
  type WeighResult,
  type WeighterContext,
  type WeighterPlugin,
} from "../weighter.ts";
import { both } from "./both.ts";
import { clipChoice } from "./clip-choice.ts";
import { evaluatePrompt } from "./compel-evaluate.ts";
import { blocksOf, emptyBlock, planPrompt, type BlockForm } from "./compel-plan.ts";
import {
  explainTokens,
  readPromptText,
  requireFinite,
  type PromptReading,
} from "./prompt-reading.ts";

export const compel: WeighterPlugin = definePromptWeighter({
  names: ["compel"],
  help: "Moves each token's embedding away from, or towards, that of the empty prompt.\n\nStable Diffusion 1, 2 and XL. Weights below 1 also blend in the prompt without the words: hidden by an attention mask where the encoder takes one, else left out.",
  arguments: {
    syntax: {
      type: "str",
      help: "How prompts are written: compel's own syntax, or that of AUTOMATIC1111.",
      options: ["compel", "sdwui"],
      default: "compel",
    },
  },
  create: ({ syntax }, context): PromptWeighter => ({
    syntax,
    bytes: 0,
    weigh: (request) => weighCompel(request, syntax, context),
  }),
});

/** What an encoder makes of the positive and the negative prompt. */
interface EncoderResult {
  readonly files: EncoderFiles;
  readonly readings: Pair<PromptReading>;
  readonly fields: Pair<Field>;
  readonly pooled: Pair<Float32Array> | undefined;
  readonly empty: Field;
  readonly tokens: readonly TokenReport[];
  readonly removed: number;
  readonly runs: number;
}

type Pair<T> = readonly [T, T];

async function weighCompel(
  request: WeighRequest,
  syntax: SyntaxName,
  context: WeighterContext,
): Promise<WeighResult> {
  const { model, signal } = request;
  if (model.family === "sd3" || model.family === "flux") {
    throw new PromptWeighterError("compel", `it has no rules for ${model.family}; use sd-embed`);
  }
  const results: EncoderResult[] = [];
  for (const files of model.encoders) {
    if (files === undefined) continue;
    const readings = readTexts(request, files.name, syntax);
    await using lease = await context.lease(files.model, "text_encoder", signal);
    const encoder = openTextEncoder(files, lease.value, signal);
    results.push(await encodeTexts(encoder, files, readings, request));
  }
  return joinResults(results, notesFor(request, results));
}

/** The second text encoder reads the second prompts, if there are any. */
function readTexts(
  { texts, model }: WeighRequest,
  encoder: string,
  syntax: SyntaxName,
): Pair<PromptReading> {
  const second = encoder === "text_encoder_2" && model.encoders[0] !== undefined;
  const read = (role: PromptRole, other: PromptRole): PromptReading => {
    const used = second && texts[other] !== undefined ? other : role;
    return readPromptText(used, texts[used] ?? "", syntax);
  };
  return [read("prompt", "second"), read("negative", "secondNegative")];
}

async function encodeTexts(
  encoder: TextEncoder,
  files: EncoderFiles,
  readings: Pair<PromptReading>,
  { model, clipSkip }: WeighRequest,
): Promise<EncoderResult> {
  const { tokenizer } = encoder;
  const length = encoder.config.positions ?? 77;
  const form: BlockForm = { tokenizer, length, mode: encoder.takesMask ? "mask" : "remove" };
  const plans = both((text) => planPrompt(readings[text].flat, form));
  const choice = clipChoice(model.family, files.name, clipSkip);
  // The pooled vector is that of the text as it stands, syntax included.
  const raw = both((text) => ({
    ids: frameBlock(tokenizer.encode(readings[text].flat.source).slice(0, length - 2), tokenizer, {
      length,
      padding: tokenizer.padding,
    }),
  }));
  const wanted = choice.pooled === undefined ? [] : raw;
  const nothing = emptyBlock(form);
  const encoded = await encoder.encode([nothing, ...plans.flatMap(blocksOf), ...wanted], choice);
  const empty = toField(encoded(nothing).state);
  const fields = both((text) => {
    const field = evaluatePrompt(readings[text].flat, plans[text], encoded, empty);
    return requireFinite(field, readings[text], files.model);
  });
  return {
    files,
    readings,
    fields,
    empty,
    pooled: choice.pooled && both((text) => encoded(raw[text]).pooled),
    tokens: readings.map(({ role, flat }, at) => ({
      role,
      source: flat.source,
      encoder: files.name,
      blocks: explainTokens(
        (at === 0 ? plans[0] : plans[1]).flatMap((plan) => plan.tokens),
        tokenizer,
      ),
    })),
    removed: encoder.takesMask ? 0 : plans.flat().flatMap((plan) => plan.absences).length,
    runs: encoder.runs,
  };
}

/** Pads all to the same number of blocks, joins the encoders' features, and rounds. */
function joinResults(results: readonly EncoderResult[], notes: readonly string[]): WeighResult {
  const tokens = Math.max(...results.flatMap(({ fields }) => fields.map((field) => field.tokens)));
  const [promptEmbeds, negativePromptEmbeds] = both((text) => {
    const padded = results.map(({ fields, empty }) => padTokens(fields[text], empty, tokens));
    return toEmbedding(joinFeatures(padded));
  });
  const pooled = results.find((result) => result.pooled !== undefined)?.pooled;
  return {
    embeddings: {
      promptEmbeds,
      negativePromptEmbeds,
      pooledPromptEmbeds: pooled?.[0],
      negativePooledPromptEmbeds: pooled?.[1],
    },
    tokens: results.flatMap((result) => result.tokens),
    warnings: distinctWarnings(results),
    notes,
    runs: results.reduce((sum, { runs }) => sum + runs, 0),
  };
}

function distinctWarnings(results: readonly EncoderResult[]): WeighResult["warnings"] {
  const byRole = new Map(
    results.flatMap(({ readings }) => readings.map(({ role, warnings }) => [role, warnings])),
  );
  return [...byRole.values()];
}

function notesFor(
  { texts, model }: WeighRequest,
  results: readonly EncoderResult[],
): readonly string[] {
  const notes: string[] = [];
  for (const { files, removed } of results) {
    if (removed === 0) continue;
    const fragments =
      removed === 1 ? "1 down-weighted part was" : `${removed} down-weighted parts were`;
    notes.push(`${files.name} takes no attention mask, so ${fragments} left out instead of hidden`);
  }
  if ((texts.second ?? texts.secondNegative) !== undefined && !hasSecond(model)) {
    notes.push("the second prompts were not used: this model has one text encoder");
  }
  return notes;
}

function hasSecond({ encoders }: PromptModel): boolean {
  return encoders.filter((each) => each !== undefined).length > 1;
}
