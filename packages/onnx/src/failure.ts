import { saysOutOfMemory } from "@spillway/core";
import type { SpillwayError } from "@spillway/core";
import type { Stage } from "./errors.ts";
import { OnnxOutOfMemoryError, OnnxRuntimeError } from "./errors.ts";
import { runtimeMissing } from "./runtime.ts";

/** What ONNX Runtime said when it failed, in this process or another. */
export interface RuntimeFailure {
  readonly path: string;
  readonly stage: Stage;
  readonly message: string;
  readonly code?: string | undefined;
  readonly cause?: unknown;
}

/** The error for a failure: memory, a runtime that is not there, or whatever else the runtime said. */
export function failureError({ path, stage, message, code, cause }: RuntimeFailure): SpillwayError {
  const options = cause === undefined ? {} : { cause };
  if (code === "ERR_PEER_MISSING") return runtimeMissing(message, options);
  if (saysOutOfMemory(message)) return new OnnxOutOfMemoryError(path, stage, message, options);
  return new OnnxRuntimeError(path, stage, message, options);
}
