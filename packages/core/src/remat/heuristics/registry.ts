import { SpillwayError } from "../../errors.ts";
import { didYouMean } from "../../suggest.ts";
import { ablation } from "./ablation.ts";
import { dtr } from "./dtr.ts";
import { dtrEq } from "./dtr-eq.ts";
import { dtrLocal } from "./dtr-local.ts";
import { eStar } from "./e-star.ts";
import type { Heuristic } from "./heuristic.ts";
import { lru } from "./lru.ts";
import { megengineEager } from "./megengine-eager.ts";
import { megenginePlanner } from "./megengine-planner.ts";
import { msps } from "./msps.ts";
import { mspsNextUse } from "./msps-next-use.ts";
import { neighbourhoodPenalty } from "./neighbourhood-penalty.ts";
import { random } from "./random.ts";
import { size } from "./size.ts";

/** All heuristics, in the order in which they are listed to people. */
export const heuristics: readonly Heuristic[] = [
  dtr,
  dtrEq,
  dtrLocal,
  msps,
  lru,
  size,
  random,
  megengineEager,
  megenginePlanner,
  neighbourhoodPenalty,
  eStar,
  mspsNextUse,
  ...ablation,
];

/** A heuristic's name that is not in the registry. */
export class UnknownHeuristicError extends SpillwayError {
  override readonly name: string = "UnknownHeuristicError";
  readonly code = "ERR_REMAT_POLICY";
  readonly policy: string;

  constructor(policy: string) {
    const names = heuristics.map((heuristic) => heuristic.name);
    const hint = didYouMean(policy, names) ?? `known are ${names.join(", ")}`;
    super(`unknown policy ${JSON.stringify(policy)}; ${hint}`);
    this.policy = policy;
  }
}

/** The heuristic of a name. @throws UnknownHeuristicError */
export function heuristicByName(name: string): Heuristic {
  const found = heuristics.find((heuristic) => heuristic.name === name);
  if (found === undefined) throw new UnknownHeuristicError(name);
  return found;
}
