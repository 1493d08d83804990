import type { Span } from "@spillway/core";
import { fragmentText, type FlatPart, type Fragment } from "../syntax/fragments.ts";
import type { PromptTokenizer } from "./prompt-tokenizer.ts";

/** What ends with a token: a place to cut a long prompt, the later the better. */
export type TextEnd = "none" | "word" | "phrase" | "sentence";

/** A token of a prompt with the weight it was given, and the word it comes from. */
export interface WeightedToken {
  readonly id: number;
  readonly weight: number;
  /** The position of its fragment in the prompt's part. */
  readonly fragment: number;
  /** The place of its word in the prompt; where words cannot be told apart, that of the fragment. */
  readonly span: Span;
  readonly ends: TextEnd;
}

/** Tokenizes a part fragment by fragment, so that weights never split what a tokenizer would join across them. */
export function tokenizePart(
  { fragments }: FlatPart,
  tokenizer: PromptTokenizer,
): readonly WeightedToken[] {
  return fragments.flatMap((fragment, index) => tokenizeFragment(fragment, index, tokenizer));
}

function tokenizeFragment(
  fragment: Fragment,
  index: number,
  tokenizer: PromptTokenizer,
): readonly WeightedToken[] {
  const whole = tokenizer.encode(fragmentText(fragment));
  const byWord = fragment.words.flatMap(({ text, span }) =>
    placeTokens(tokenizer.encode(text), span, endOf(text)),
  );
  const agree = byWord.length === whole.length && byWord.every(({ id }, at) => id === whole[at]);
  const placed = agree ? byWord : placeTokens(whole, spanOf(fragment), "word");
  return placed.map((token) => ({ ...token, weight: fragment.weight, fragment: index }));
}

type PlacedToken = Omit<WeightedToken, "weight" | "fragment">;

function placeTokens(ids: readonly number[], span: Span, ends: TextEnd): readonly PlacedToken[] {
  return ids.map((id, index) => ({ id, span, ends: index === ids.length - 1 ? ends : "none" }));
}

function endOf(word: string): TextEnd {
  if (/[.!?…。！？]["')\]]*$/u.test(word)) return "sentence";
  return /[,;:、，；：]["')\]]*$/u.test(word) ? "phrase" : "word";
}

function spanOf({ words }: Fragment): Span {
  return { start: words.at(0)?.span.start ?? 0, end: words.at(-1)?.span.end ?? 0 };
}
