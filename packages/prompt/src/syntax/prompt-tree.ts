import type { Span } from "@spillway/core";
import type { Diagnostic } from "./diagnostic.ts";

/** The syntaxes that prompts can be written in. */
export type SyntaxName = "compel" | "sdwui" | "plain";

/** A run of characters without white space, with escapes resolved. */
export interface WordNode {
  readonly kind: "word";
  readonly text: string;
  readonly span: Span;
  /** No white space parts it from what stands before it: with equal weights, the two are one word (sdwui). */
  readonly joined: boolean;
}

/** Nodes whose weights are multiplied by another. */
export interface GroupNode {
  readonly kind: "group";
  readonly weight: number;
  readonly children: readonly PromptNode[];
  readonly span: Span;
}

/** Starts a new block of the encoder. */
export interface BreakNode {
  readonly kind: "break";
  readonly span: Span;
}

/** Cross-attention control: only the original has an effect on an embedding. */
export interface SwapNode {
  readonly kind: "swap";
  readonly original: readonly PromptNode[];
  readonly replacement: readonly PromptNode[];
  /** As written. */
  readonly options: string;
  readonly span: Span;
}

/** A request for a LoRA, which has no effect on an embedding. */
export interface LoraNode {
  readonly kind: "lora";
  readonly name: string;
  readonly weight: number;
  readonly span: Span;
}

/** A part of a prompt, with its place in the text. */
export type PromptNode = WordNode | GroupNode | BreakNode | SwapNode | LoraNode;

/** One of the prompts that a conjunction or a blend is made of. */
export interface PromptPart {
  readonly weight: number;
  readonly children: readonly PromptNode[];
  readonly span: Span;
}

/** Parts encoded apart and put one after the other. An ordinary prompt has one part of weight 1. */
export interface Conjunction {
  readonly kind: "and";
  readonly parts: readonly PromptPart[];
}

/** Parts encoded apart and added up. */
export interface Blend {
  readonly kind: "blend";
  readonly parts: readonly PromptPart[];
  /** Divide by the sum of the weights. */
  readonly normalize: boolean;
}

/** A prompt as its syntax reads it. */
export interface WeightedPrompt {
  readonly source: string;
  readonly syntax: SyntaxName;
  readonly body: Conjunction | Blend;
  /** What is not what it seems, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}
