import { SpillwayError } from "../../errors.ts";
import { didYouMean } from "../../suggest.ts";
import { clearAll } from "./clear-all.ts";
import { costPerByte } from "./cost-per-byte.ts";
import { gdsf } from "./gdsf.ts";
import { largest } from "./largest.ts";
import { lru } from "./lru.ts";
import type { EvictionPolicy } from "./policy.ts";

/** The policies that can be named, the default first. */
export const evictionPolicies: readonly EvictionPolicy[] = [
  costPerByte(),
  lru,
  largest,
  gdsf,
  clearAll,
];

/** A policy that does not exist. */
export class UnknownPolicyError extends SpillwayError {
  override readonly name: string = "UnknownPolicyError";
  readonly code = "ERR_UNKNOWN_POLICY";
  readonly policy: string;

  constructor(policy: string, known: readonly string[]) {
    const hint = didYouMean(policy, known) ?? `known are ${known.join(", ")}`;
    super(`unknown eviction policy ${JSON.stringify(policy)}; ${hint}`);
    this.policy = policy;
  }
}

/** The policy of that name. @throws UnknownPolicyError */
export function evictionPolicy(name: string): EvictionPolicy {
  const policy = evictionPolicies.find((candidate) => candidate.name === name);
  if (policy !== undefined) return policy;
  throw new UnknownPolicyError(
    name,
    evictionPolicies.map((known) => known.name),
  );
}
