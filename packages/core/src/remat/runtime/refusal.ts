import type { Engine } from "../engine/engine.ts";
import { RematOutOfMemoryError, RematThrashingError } from "./remat-error.ts";

/** Why an engine could not go on, as an error to throw; takes the shortage off the engine. */
export function refusalOf(engine: Engine): unknown {
  const { shortage, ledger, limits } = engine;
  engine.shortage = undefined;
  switch (shortage?.kind) {
    case "failed":
      return shortage.cause;
    case "oom":
      return new RematOutOfMemoryError(shortage.neededBytes, limits.budget);
    default:
      return new RematThrashingError(ledger.rematTime, limits.rematTime);
  }
}
