import type { TextEncoder } from "../encoders/text-encoder.ts";
import type { FlatPrompt } from "../syntax/fragments.ts";
import { cutBlocks, frameBlock, type Block } from "../tokens/blocks.ts";
import type { PromptTokenizer } from "../tokens/prompt-tokenizer.ts";
import { tokenizePart, type WeightedToken } from "../tokens/weighted-token.ts";

/** A prompt's tokens by block, before padding. */
export type CutPrompt = readonly (readonly WeightedToken[])[];

/** A block with the weight of each of its places. */
export interface PaddedBlock extends Block {
  readonly weights: readonly number[];
}

/** Cuts a prompt into blocks; each part starts one. */
export function cutPrompt(
  { parts }: FlatPrompt,
  tokenizer: PromptTokenizer,
  size: number,
): CutPrompt {
  return parts.flatMap((part) => cutBlocks(tokenizePart(part, tokenizer), size));
}

/** The tokens of a prompt in one piece, for encoders without blocks. */
export function uncutPrompt({ parts }: FlatPrompt, tokenizer: PromptTokenizer): CutPrompt {
  return [parts.flatMap((part) => tokenizePart(part, tokenizer))];
}

/**
 * Pads prompts with end tokens of weight 1 to the same number of blocks of the same lengths: `size` tokens, and in the
 * last block as many as the longest has unless `fillLast`.
 */
export function padPrompts(
  prompts: readonly CutPrompt[],
  tokenizer: PromptTokenizer,
  { size, fillLast }: { readonly size: number; readonly fillLast: boolean },
): readonly (readonly PaddedBlock[])[] {
  const count = Math.max(...prompts.map((prompt) => prompt.length));
  const last = Math.max(...prompts.map((prompt) => prompt[count - 1]?.length ?? 0));
  return prompts.map((prompt) =>
    Array.from({ length: count }, (_, index) => {
      const tokens = index === count - 1 && !fillLast ? last : size;
      return padBlock(prompt[index] ?? [], tokenizer, tokens);
    }),
  );
}

function padBlock(
  tokens: readonly WeightedToken[],
  tokenizer: PromptTokenizer,
  count: number,
): PaddedBlock {
  const start = tokenizer.start === undefined ? 0 : 1;
  const ids = frameBlock(
    tokens.map(({ id }) => id),
    tokenizer,
    { length: start + count + 1, padding: tokenizer.end },
  );
  return { ids, weights: ids.map((_, place) => tokens[place - start]?.weight ?? 1) };
}

/** Tokens in a block of a CLIP encoder. */
export function blockSize({ config }: Pick<TextEncoder, "config">): number {
  return (config.positions ?? 77) - 2;
}
