import type { EvictionPolicy } from "./policy.ts";

/** Largest first: frees the most with the fewest evictions, whatever they cost to bring back. */
export const largest: EvictionPolicy = {
  name: "largest",
  summary: "the largest",
  choice: "in-order",
  worth: (resident) => 0 - resident.bytes,
};
