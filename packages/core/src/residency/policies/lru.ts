import type { EvictionPolicy } from "./policy.ts";

/** Least recently used first: what most caches do. The baseline that the other policies are compared with. */
export const lru: EvictionPolicy = {
  name: "lru",
  summary: "the least recently used",
  choice: "in-order",
  worth: (resident) => resident.lastUse,
};
