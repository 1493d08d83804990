import { bytes } from "../bytes.ts";
import { residentId } from "../residency/resident.ts";
import type { Resident } from "../residency/resident.ts";

/** A resident of 10 bytes on the host, idle since 0, with the stated traits. */
export function resident(
  key: string,
  traits: Partial<Omit<Resident, "id" | "key">> = {},
): Resident {
  const { pool = "models", device = "host" } = traits;
  const size = traits.bytes ?? bytes(10);
  return {
    id: residentId(pool, key, device),
    key,
    pool,
    device,
    bytes: size,
    credit: size,
    restoreMs: 100,
    loadedAt: 0,
    lastUse: 0,
    uses: 1,
    leases: 0,
    pinned: false,
    priority: 0,
    stayUntil: 0,
    inflation: 0,
    state: "resident",
    ...traits,
  };
}
