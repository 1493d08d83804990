import type { EncoderChoice, TextEncoder } from "../encoders/text-encoder.ts";
import { joinFeatures, joinTokens, toField, type Field } from "../maths/embedding.ts";
import { scaleTokens } from "../maths/sd-embed.ts";
import type { TokenReport } from "../weighter.ts";
import { explainTokens, type PromptReading } from "./prompt-reading.ts";
import {
  blockSize,
  cutPrompt,
  padPrompts,
  uncutPrompt,
  type CutPrompt,
  type PaddedBlock,
} from "./sd-embed-layout.ts";

/** How the vectors of a block are weighed. */
export type BlockRule = (block: Field, weights: readonly number[]) => Field;

export const unweighted: BlockRule = (block) => block;

/** What an encoder makes of one prompt. */
export interface WeighedText {
  readonly field: Field;
  /** The pooled vector of each block. */
  readonly pooled: readonly Float32Array[];
}

/** What an encoder makes of all prompts, in their order. */
export interface EncodedTexts {
  readonly texts: readonly WeighedText[];
  readonly tokens: readonly TokenReport[];
  readonly notes: readonly string[];
  readonly runs: number;
}

export interface BlockOptions {
  readonly choice: EncoderChoice;
  readonly rule: BlockRule;
  /** Fill the last block with end tokens. */
  readonly fillLast: boolean;
  /** Blocks that the prompts have at least, so that encoders agree. */
  readonly atLeast: number;
}

/** Weighs prompts with a CLIP encoder, in blocks. */
export async function encodeBlocks(
  encoder: TextEncoder,
  readings: readonly PromptReading[],
  { choice, rule, fillLast, atLeast }: BlockOptions,
): Promise<EncodedTexts> {
  const size = blockSize(encoder);
  const fixed = encoder.length !== undefined;
  const cut = readings.map(({ flat }) =>
    extended(cutPrompt(flat, encoder.tokenizer, size), atLeast),
  );
  const padded = padPrompts(cut, encoder.tokenizer, { size, fillLast: fillLast || fixed });
  const notes =
    fixed && !fillLast
      ? [
          `${encoder.name} takes blocks of ${encoder.length} tokens only, so the last one was filled up`,
        ]
      : [];
  return {
    ...(await encodePadded(encoder, padded, choice, rule)),
    tokens: report(encoder, readings, cut),
    notes,
  };
}

/** Weighs prompts with an encoder that takes any length in one piece. */
export async function encodeWhole(
  encoder: TextEncoder,
  readings: readonly PromptReading[],
): Promise<EncodedTexts> {
  const limit = encoder.length === undefined ? Infinity : encoder.length - 1;
  const whole = readings.map(({ flat }) => uncutPrompt(flat, encoder.tokenizer));
  const cut = whole.map((prompt) => prompt.map((tokens) => tokens.slice(0, limit)));
  const tooLong = whole.some((prompt) => prompt.some((tokens) => tokens.length > limit));
  const notes = tooLong
    ? [`${encoder.name} takes ${limit} tokens, so what is behind them was left out`]
    : [];
  const fillLast = encoder.length !== undefined;
  const padded = padPrompts(cut, encoder.tokenizer, { size: fillLast ? limit : 0, fillLast });
  const encoded = await encodePadded(encoder, padded, { state: { kind: "last" } }, scaleTokens);
  return { ...encoded, tokens: report(encoder, readings, cut), notes };
}

/** What several encoders made of one text, feature beside feature. */
export function sideBySide(parts: readonly EncodedTexts[], text: number): Field {
  return joinFeatures(parts.flatMap(({ texts }) => texts[text]?.field ?? []));
}

/** The pooled vector of a text's last block. */
export function lastPooled({ texts }: EncodedTexts, text: number): Float32Array | undefined {
  return texts[text]?.pooled.at(-1);
}

async function encodePadded(
  encoder: TextEncoder,
  padded: readonly (readonly PaddedBlock[])[],
  choice: EncoderChoice,
  rule: BlockRule,
): Promise<Pick<EncodedTexts, "texts" | "runs">> {
  const encoded = await encoder.encode(padded.flat(), choice);
  const texts = padded.map((blocks) => ({
    field: joinTokens(blocks.map((block) => rule(toField(encoded(block).state), block.weights))),
    pooled: blocks.map((block) => encoded(block).pooled),
  }));
  return { texts, runs: encoder.runs };
}

function extended(prompt: CutPrompt, atLeast: number): CutPrompt {
  const missing = Math.max(0, atLeast - prompt.length);
  return [...prompt, ...Array.from({ length: missing }, () => [])];
}

function report(
  encoder: TextEncoder,
  readings: readonly PromptReading[],
  cut: readonly CutPrompt[],
): readonly TokenReport[] {
  return readings.map(({ role, flat }, index) => ({
    role,
    source: flat.source,
    encoder: encoder.name,
    blocks: explainTokens(cut[index] ?? [], encoder.tokenizer),
  }));
}
