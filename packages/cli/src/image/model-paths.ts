import type { ModelPlace, SessionSource } from "@spillway/image";
import { shippedModelPath, shippedModels } from "@spillway/onnx";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** Sessions whose models are named from `cwd`; the models that ship with Spillway by their bare names too. */
export function sessionsFrom(cwd: string, sessions: SessionSource): SessionSource {
  const placed = (place: ModelPlace): ModelPlace => ({
    ...place,
    model: modelPath(cwd, place.model),
  });
  return {
    lease: (place, signal) => sessions.lease(placed(place), signal),
    evict: (place) => sessions.evict(placed(place)),
  };
}

/** A file that is there wins over a shipped model of the same name. */
export function modelPath(cwd: string, model: string): string {
  const path = resolve(cwd, model);
  const shipped = shippedModels.find((name) => name === model);
  return shipped === undefined || existsSync(path) ? path : shippedModelPath(shipped);
}
