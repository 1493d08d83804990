import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The models in this package, made by `scripts/make-models.mjs` or trained; see the README for what each computes. */
export const shippedModels = ["resample-x2", "resample-x4", "edges"] as const;

/** The name of a model in this package. */
export type ShippedModel = (typeof shippedModels)[number];

/** The path of a model in this package. */
export function shippedModelPath(name: ShippedModel): string {
  return fileURLToPath(new URL(`../models/${name}.onnx`, import.meta.url));
}

/** The path that is meant: a file, seen from `folder`, or else a model in this package by its bare name. */
export function modelPath(model: string, folder = "."): string {
  const path = resolve(folder, model);
  const shipped = shippedModels.find((name) => name === model);
  return shipped === undefined || existsSync(path) ? path : shippedModelPath(shipped);
}
