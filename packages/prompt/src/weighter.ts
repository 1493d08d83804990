import { type Span } from "@spillway/core";
import { definePluginFamily, type DefinePlugin, type Plugin } from "@spillway/core/plugin";
import type { SessionLease } from "@spillway/onnx";
import type { PromptModel } from "./encoders/prompt-model.ts";
import type { Embedding } from "./maths/embedding.ts";
import type { Diagnostic } from "./syntax/diagnostic.ts";
import type { SyntaxName } from "./syntax/prompt-tree.ts";

/** The family name of prompt weighters, which is also that of their registry. */
export const PROMPT_WEIGHTER = "prompt-weighter";

/** The prompts of one image. Empty texts count as prompts. */
export interface PromptTexts {
  readonly prompt: string;
  readonly negative: string;
  /** For the second text encoder, or the language model. */
  readonly second?: string | undefined;
  readonly secondNegative?: string | undefined;
}

/** The role of a text among the prompts of an image. */
export type PromptRole = keyof PromptTexts;

/** What a weighter is told. */
export interface WeighRequest {
  readonly model: PromptModel;
  readonly texts: PromptTexts;
  /** Layers to leave out at the end of CLIP encoders. */
  readonly clipSkip: number;
  readonly signal?: AbortSignal | undefined;
}

/** Embeddings under the names of diffusers, less the underscores. */
export interface PromptEmbeddings {
  readonly promptEmbeds: Embedding;
  readonly negativePromptEmbeds?: Embedding | undefined;
  readonly pooledPromptEmbeds?: Float32Array | undefined;
  readonly negativePooledPromptEmbeds?: Float32Array | undefined;
}

/** A token, the weight it got, and the part of the text that it comes from. */
export interface ExplainedToken {
  readonly id: number;
  readonly text: string;
  readonly weight: number;
  readonly span: Span;
}

/** What one encoder saw of one prompt. */
export interface TokenReport {
  readonly role: PromptRole;
  readonly source: string;
  /** Such as `text_encoder`. */
  readonly encoder: string;
  /** By part and block, without start, end and padding. */
  readonly blocks: readonly (readonly ExplainedToken[])[];
}

/** The warnings of a prompt's syntax. */
export interface PromptWarnings {
  readonly role: PromptRole;
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a weighter made of the prompts. */
export interface WeighResult {
  readonly embeddings: PromptEmbeddings;
  readonly tokens: readonly TokenReport[];
  readonly warnings: readonly PromptWarnings[];
  /** What was done otherwise than asked, or than the model that was trained expects. */
  readonly notes: readonly string[];
  /** Runs of text encoders. */
  readonly runs: number;
}

/** What a plugin of the family creates. */
export interface PromptWeighter {
  readonly syntax: SyntaxName;
  /** Bytes that its own models need, beside the text encoders. */
  readonly bytes: number;
  /** Opens the encoders it needs, one after the other, and closes each before the next. */
  weigh(request: WeighRequest): Promise<WeighResult>;
  /** Gives back what `weigh` took. Called also when that fails. */
  cleanup?(): Promise<void>;
}

/** The pools that models are loaded into: the text encoders', and the weighters' own. */
export type PromptPool = "text_encoder" | "prompt_weighter";

/** What a weighter is created with. */
export interface WeighterContext {
  /** Leases a model from a pool. */
  lease(model: string, pool: PromptPool, signal?: AbortSignal): Promise<SessionLease>;
  /** Creates another weighter, for one that builds on it. */
  create(uri: string): Promise<PromptWeighter>;
}

/** A prompt weighter, as registries take it. */
export type WeighterPlugin = Plugin<WeighterContext, PromptWeighter>;

/** Defines a prompt weighter plugin, with the types of its arguments inferred from its schema. */
export const definePromptWeighter: DefinePlugin<WeighterContext, PromptWeighter> =
  definePluginFamily<WeighterContext, PromptWeighter>(PROMPT_WEIGHTER);
