export { readEmbeddings, writeEmbeddings } from "./embedding-file.ts";
export {
  EmbeddingSizeError,
  PromptModelError,
  PromptSyntaxError,
  PromptWeightError,
  PromptWeighterError,
  SafetensorsError,
} from "./errors.ts";
export type { EncoderConfig, EncoderKind } from "./encoders/encoder-config.ts";
export type { EncoderFiles, ModelFamily, PromptModel } from "./encoders/prompt-model.ts";
export { readPromptModel } from "./encoders/prompt-model.ts";
export type { HeatStretch } from "./heat-map.ts";
export { heatColour, heatMapHtml, heatStretches } from "./heat-map.ts";
export type { Embedding } from "./maths/embedding.ts";
export type { WeighterRegistry } from "./registry.ts";
export { createWeighterRegistry } from "./registry.ts";
export type { SafeTensor, SafetensorsType } from "./safetensors/element-type.ts";
export { floatTensor, floatValues } from "./safetensors/element-type.ts";
export type { Safetensors } from "./safetensors/read-safetensors.ts";
export { readSafetensors } from "./safetensors/read-safetensors.ts";
export { writeSafetensors } from "./safetensors/write-safetensors.ts";
export type { ShippedPromptModel } from "./shipped-models.ts";
export { shippedPromptModelPath, shippedPromptModels } from "./shipped-models.ts";
export type { Diagnostic, DiagnosticCode } from "./syntax/diagnostic.ts";
export { formatDiagnostic } from "./syntax/diagnostic.ts";
export type { FlatPart, FlatPrompt, Fragment, PlacedWord } from "./syntax/fragments.ts";
export { flattenPrompt } from "./syntax/fragments.ts";
export { parsePrompt } from "./syntax/parse.ts";
export type { Printed } from "./syntax/print.ts";
export { printPrompt, translatePrompt } from "./syntax/print.ts";
export type {
  Blend,
  BreakNode,
  Conjunction,
  GroupNode,
  LoraNode,
  PromptNode,
  PromptPart,
  SwapNode,
  SyntaxName,
  WeightedPrompt,
  WordNode,
} from "./syntax/prompt-tree.ts";
export type { PromptGovernor, WeighPromptOptions } from "./weigh-prompt.ts";
export { weighPrompt } from "./weigh-prompt.ts";
export type {
  ExplainedToken,
  PromptEmbeddings,
  PromptPool,
  PromptRole,
  PromptTexts,
  PromptWarnings,
  PromptWeighter,
  TokenReport,
  WeighRequest,
  WeighResult,
  WeighterContext,
  WeighterPlugin,
} from "./weighter.ts";
export { PROMPT_WEIGHTER, definePromptWeighter } from "./weighter.ts";
