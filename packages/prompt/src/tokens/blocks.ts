import type { PromptTokenizer } from "./prompt-tokenizer.ts";
import type { WeightedToken } from "./weighted-token.ts";

/** Tokens of a prompt in one block: its 77 places less start and end. */
export const BLOCK_TOKENS = 75;

/** What is encoded in one go. */
export interface Block {
  readonly ids: readonly number[];
  /** False where a token is hidden from the others. All are seen if absent. */
  readonly visible?: readonly boolean[] | undefined;
}

/** Two blocks with the same key have the same embedding. */
export function blockKey({ ids, visible }: Block): string {
  if (visible === undefined || !visible.includes(false)) return ids.join(" ");
  return `${ids.join(" ")}|${visible.map(Number).join("")}`;
}

/**
 * Cuts a prompt into blocks of at most `size` tokens: behind the last sentence that fills half a block, else the last
 * such phrase, else the last word; a word longer than a block is cut where the block ends. Nothing gives one empty block.
 */
export function cutBlocks(
  tokens: readonly WeightedToken[],
  size: number = BLOCK_TOKENS,
): readonly (readonly WeightedToken[])[] {
  const blocks: (readonly WeightedToken[])[] = [];
  let start = 0;
  while (tokens.length - start > size) {
    const end = start + cutPlace(tokens.slice(start, start + size));
    blocks.push(tokens.slice(start, end));
    start = end;
  }
  return [...blocks, tokens.slice(start)];
}

function cutPlace(full: readonly WeightedToken[]): number {
  const half = full.length / 2;
  for (const end of ["sentence", "phrase"] as const) {
    const place = 1 + full.findLastIndex((token) => token.ends === end);
    if (place >= half) return place;
  }
  const word = 1 + full.findLastIndex((token) => token.ends !== "none");
  return word > 0 ? word : full.length;
}

/** Adds start and end around tokens, and padding behind them up to `length` places in all. */
export function frameBlock(
  ids: readonly number[],
  tokenizer: Pick<PromptTokenizer, "start" | "end">,
  { length, padding }: { readonly length: number; readonly padding: number },
): readonly number[] {
  const start = tokenizer.start === undefined ? [] : [tokenizer.start];
  const framed = [...start, ...ids, tokenizer.end];
  const missing = Math.max(0, length - framed.length);
  return [...framed, ...Array.from({ length: missing }, () => padding)];
}
