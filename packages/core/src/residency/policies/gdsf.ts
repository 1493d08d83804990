import type { EvictionPolicy } from "./policy.ts";

/**
 * GreedyDual-Size-Frequency: worth = L + uses · restoreTime / bytes, where L, the inflation, is the highest worth
 * evicted so far, stamped on a resident at each use. Old residents age by standing still while L rises.
 *
 * Source: Cherkasova, "Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy", HP Labs
 * HPL-98-69R1, 1998.
 */
export const gdsf: EvictionPolicy = {
  name: "gdsf",
  summary: "the least used per byte and load time, with ageing (GreedyDual-Size-Frequency)",
  choice: "in-order",
  worth: (resident) =>
    resident.inflation + (resident.uses * resident.restoreMs) / Math.max(1, resident.bytes),
};
