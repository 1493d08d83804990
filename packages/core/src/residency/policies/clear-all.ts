import type { EvictionPolicy } from "./policy.ts";

/** What dgenerate does: a list that fires clears everything in its scope, a whole pool or all pools. */
export const clearAll: EvictionPolicy = {
  name: "clear-all",
  summary: "everything the list names, as dgenerate does",
  choice: "everything",
  worth: (resident) => resident.lastUse,
};
