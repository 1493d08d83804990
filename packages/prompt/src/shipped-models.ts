import { fileURLToPath } from "node:url";

/** The models in this package, made by `scripts/make-tiny-encoder.mjs`. Their weights are random. */
export const shippedPromptModels = ["tiny-clip", "tiny-sdxl"] as const;

/** The name of a model in this package. */
export type ShippedPromptModel = (typeof shippedPromptModels)[number];

/** The folder of a model in this package. */
export function shippedPromptModelPath(name: ShippedPromptModel): string {
  return fileURLToPath(new URL(`../models/${name}`, import.meta.url));
}
