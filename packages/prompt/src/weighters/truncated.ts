import { InvariantError } from "@spillway/core";
import { openTextEncoder } from "../encoders/text-encoder.ts";
import type { WeightedToken } from "../tokens/weighted-token.ts";
import { tokenizePart } from "../tokens/weighted-token.ts";
import { frameBlock } from "../tokens/blocks.ts";
import type { PromptRole, WeighRequest, WeighResult, WeighterContext } from "../weighter.ts";
import { clipChoice } from "./clip-choice.ts";
import { explainTokens, readPromptText, roleName } from "./prompt-reading.ts";

const ROLES: readonly PromptRole[] = ["prompt", "negative"];

/** Encodes prompts as they are, without syntax and cut to one block: what a model of one CLIP encoder does by itself. */
export async function encodeTruncated(
  { model, texts, clipSkip, signal }: WeighRequest,
  context: WeighterContext,
): Promise<WeighResult> {
  const [files] = model.encoders;
  if (files === undefined) throw new InvariantError("the family has a first encoder");
  await using lease = await context.lease(files.model, "text_encoder", signal);
  const encoder = openTextEncoder(files, lease.value, signal);
  const length = files.config.positions ?? 77;
  const prompts = ROLES.map((role) => {
    const { flat, warnings } = readPromptText(role, texts[role] ?? "", "plain");
    const all = flat.parts.flatMap((part) => tokenizePart(part, files.tokenizer));
    return { role, warnings, all, tokens: all.slice(0, length - 2) };
  });
  const blocks = prompts.map(({ tokens }) => ({ ids: frame(tokens, files, length) }));
  const encoded = await encoder.encode(blocks, clipChoice(model.family, files.name, clipSkip));
  const [promptEmbeds, negativePromptEmbeds] = blocks.map((block) => encoded(block).state);
  if (promptEmbeds === undefined) throw new InvariantError("two prompts were encoded");
  return {
    embeddings: { promptEmbeds, negativePromptEmbeds },
    tokens: prompts.map(({ role, warnings, tokens }) => ({
      role,
      source: warnings.source,
      encoder: files.name,
      blocks: explainTokens([tokens], files.tokenizer),
    })),
    warnings: prompts.map(({ warnings }) => warnings),
    notes: prompts
      .filter(({ all, tokens }) => all.length > tokens.length)
      .map(
        ({ role, all, tokens }) =>
          `the ${roleName(role)} has ${all.length} tokens and was cut to ${tokens.length}`,
      ),
    runs: encoder.runs,
  };
}

function frame(
  tokens: readonly WeightedToken[],
  {
    tokenizer,
  }: { readonly tokenizer: Parameters<typeof frameBlock>[1] & { readonly padding: number } },
  length: number,
): readonly number[] {
  const { padding } = tokenizer;
  return frameBlock(
    tokens.map(({ id }) => id),
    tokenizer,
    { length, padding },
  );
}
