import { PromptWeighterError } from "../errors.ts";
import { absence } from "../maths/compel.ts";
import type { FlatPart, FlatPrompt } from "../syntax/fragments.ts";
import { blockKey, cutBlocks, frameBlock, type Block } from "../tokens/blocks.ts";
import type { PromptTokenizer } from "../tokens/prompt-tokenizer.ts";
import { tokenizePart, type WeightedToken } from "../tokens/weighted-token.ts";

/** A block to encode, and the weight of each of its places. */
export interface WeightedBlock {
  readonly block: Block;
  readonly weights: readonly number[];
}

/** A part without one of its fragments of weight below 1. */
export interface Absence {
  readonly absence: number;
  /** Blocks that the fragment does not change are those of the whole part. */
  readonly blocks: readonly WeightedBlock[];
}

/** What to encode for a part. */
export interface PartPlan {
  readonly weight: number;
  readonly tokens: readonly (readonly WeightedToken[])[];
  readonly blocks: readonly WeightedBlock[];
  readonly absences: readonly Absence[];
}

/** How the encoder at hand takes blocks. */
export interface BlockForm {
  readonly tokenizer: PromptTokenizer;
  /** Places of a block, start and end included. */
  readonly length: number;
  /** Hide down-weighted fragments from the other tokens, or leave them out where that is not possible. */
  readonly mode: "mask" | "remove";
}

/** Blocks that leaving fragments out may take at most: every one left out moves all that follows it. */
const MOST_BLOCKS = 10_000;

/** Plans what compel encodes. Pure: nothing is run. @throws PromptWeighterError where leaving fragments out takes too many blocks. */
export function planPrompt({ parts }: FlatPrompt, form: BlockForm): readonly PartPlan[] {
  return parts.map((part) => planPart(part, form));
}

/** The block of an empty prompt. */
export function emptyBlock(form: BlockForm): Block {
  return { ids: frame([], form) };
}

/** Every block of a plan. Those that fragments do not change come once. */
export function blocksOf(plans: readonly PartPlan[]): readonly Block[] {
  const all = plans.flatMap(({ blocks, absences }) => [
    blocks,
    ...absences.map((each) => each.blocks.filter((block, index) => block !== blocks[index])),
  ]);
  return all.flat().map(({ block }) => block);
}

function planPart(part: FlatPart, form: BlockForm): PartPlan {
  const tokens = tokenizePart(part, form.tokenizer);
  const cut = cutBlocks(tokens, form.length - 2);
  const blocks = cut.map((each) => layOut(each, form));
  const lowered = new Set(
    tokens.filter(({ weight }) => weight < 1).map(({ fragment }) => fragment),
  );
  if (form.mode === "remove") refuseEndless(lowered.size, blocks.length);
  const held = cut.map((each) => new Set(each.map(({ fragment }) => fragment)));
  const absences = [...lowered].map((fragment) => ({
    absence: absence(part.fragments[fragment]?.weight ?? 1),
    blocks:
      form.mode === "mask"
        ? blocks.map((block, index) =>
            held[index]?.has(fragment) === true ? hide(block, cut[index] ?? [], fragment) : block,
          )
        : remove(blocks, tokens, fragment, form),
  }));
  return { weight: part.weight, tokens: cut, blocks, absences };
}

function refuseEndless(fragments: number, blocks: number): void {
  if (fragments * blocks <= MOST_BLOCKS) return;
  throw new PromptWeighterError(
    "compel",
    `to leave out ${fragments} down-weighted parts of a prompt of ${blocks} blocks takes up to ${fragments * blocks} blocks, and ${MOST_BLOCKS} is the limit; lower fewer weights, or take an export with an attention mask`,
  );
}

function layOut(tokens: readonly WeightedToken[], form: BlockForm): WeightedBlock {
  const ids = frame(
    tokens.map(({ id }) => id),
    form,
  );
  const weights = ids.map((_, place) => tokens[place - 1]?.weight ?? 1);
  return { block: { ids }, weights };
}

function frame(ids: readonly number[], { tokenizer, length }: BlockForm): readonly number[] {
  return frameBlock(ids, tokenizer, { length, padding: tokenizer.padding });
}

/** Start, end and padding stay visible. */
function hide(
  whole: WeightedBlock,
  tokens: readonly WeightedToken[],
  fragment: number,
): WeightedBlock {
  const visible = whole.weights.map((_, place) => tokens[place - 1]?.fragment !== fragment);
  return { ...whole, block: { ids: whole.block.ids, visible } };
}

function remove(
  whole: readonly WeightedBlock[],
  tokens: readonly WeightedToken[],
  fragment: number,
  form: BlockForm,
): readonly WeightedBlock[] {
  const rest = tokens.filter((token) => token.fragment !== fragment);
  return cutBlocks(rest, form.length - 2).map((each, index) => {
    const made = layOut(each, form);
    const before = whole[index];
    return before !== undefined && isSame(before, made) ? before : made;
  });
}

function isSame(a: WeightedBlock, b: WeightedBlock): boolean {
  return (
    blockKey(a.block) === blockKey(b.block) &&
    a.weights.every((weight, i) => weight === b.weights[i])
  );
}
