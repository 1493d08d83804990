import { RematThrashingError } from "../runtime/remat-error.ts";

/** What a run returns. Without room, shared inputs are recomputed for every path to them: such runs are stopped and left out. */
export function unlessThrashing<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RematThrashingError) return undefined;
    throw error;
  }
}
