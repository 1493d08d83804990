import { SpillwayError } from "@spillway/core";
import type { Stage } from "./errors.ts";

/** Memory ran out while a model was opened or run. Freeing some and trying again can help. */
export class OnnxOutOfMemoryError extends SpillwayError {
  override readonly name: string = "OnnxOutOfMemoryError";
  readonly code = "ERR_OUT_OF_MEMORY";
  readonly path: string;
  readonly stage: Stage;

  constructor(path: string, stage: Stage, problem: string, options?: ErrorOptions) {
    super(
      `out of memory: could not ${stage} ${path}: ${problem.trim()}; free memory or use a smaller input`,
      options,
    );
    this.path = path;
    this.stage = stage;
  }
}
