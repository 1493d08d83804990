import type { Resident } from "../resident.ts";
import type { EvictionPolicy } from "./policy.ts";

/** The two exponents of MegEngine's `DTRConfig`, applied to residents. */
export interface CostPerByteOptions {
  /** Exponent of the time to restore. 1 unless stated. */
  readonly timeFactor?: number | undefined;
  /** Exponent of the bytes that restoring needs. 0 unless stated: a model brings nothing back but itself. */
  readonly memoryFactor?: number | undefined;
}

/**
 * worth = restoreTime^timeFactor · restoreMemory^memoryFactor / (bytes · staleness): DTR's heuristic with MegEngine's
 * two exponents, where restoring is a measured load. Milliseconds and bytes.
 *
 * Source: Kirisame et al., "Dynamic Tensor Rematerialization", ICLR 2021, section 4.1 (h_DTR); MegEngine `DTRConfig`.
 */
export function costPerByte(options: CostPerByteOptions = {}): EvictionPolicy {
  const { timeFactor = 1, memoryFactor = 0 } = options;
  return {
    name: "cost-per-byte",
    summary: "the cheapest to load again per byte and time unused (default)",
    choice: "cheapest-set",
    worth(resident: Resident, now: number): number {
      const cost = resident.restoreMs ** timeFactor * resident.bytes ** memoryFactor;
      // One millisecond at least: a resident used just now is dear, not infinitely so, and stays comparable.
      const staleness = Math.max(1, now - resident.lastUse);
      return cost / (Math.max(1, resident.bytes) * staleness);
    },
  };
}
