import type { Bytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";

/** Where a resident is in its life. Only a `resident` one can be evicted. */
export type ResidentState = "loading" | "resident" | "evicting";

/** Anything that occupies bytes on a device and can be restored after eviction at a cost; as `decide` sees it. */
export interface Resident {
  /** `pool/key@device`: unique in a governor, and the last word in every tie. */
  readonly id: string;
  readonly pool: string;
  readonly key: string;
  readonly device: string;
  /** What the books charge for it. */
  readonly bytes: Bytes;
  /** What an eviction is expected to give back to the device: `bytes` until a measurement says otherwise. */
  readonly credit: Bytes;
  /** What restoring it takes: measured by the last load, estimated before. */
  readonly restoreMs: Millis;
  readonly loadedAt: Millis;
  readonly lastUse: Millis;
  /** Leases taken so far. */
  readonly uses: number;
  /** Leases held now. */
  readonly leases: number;
  readonly pinned: boolean;
  /** Evicted after those of lower priority, and never for a request of lower priority. */
  readonly priority: number;
  /** Not evicted before this time. */
  readonly stayUntil: Millis;
  /** The policy's inflation when it was last used (GDSF's L). */
  readonly inflation: number;
  readonly state: ResidentState;
}

export function residentId(pool: string, key: string, device: string): string {
  return `${pool}/${key}@${device}`;
}

/** Whether nobody uses it or keeps it: what every eviction asks first. */
export function isIdle({ state, leases, pinned }: Resident): boolean {
  return state === "resident" && leases === 0 && !pinned;
}

/** Why a resident left memory. */
export type EvictionReason =
  "constraint" | "budget" | "out-of-memory" | "idle" | "aborted" | "requested" | "closed";

/** Why a resident left memory, in words that follow "because". */
export const evictionReasonWords: Readonly<Record<EvictionReason, string>> = {
  constraint: "a constraint was met",
  budget: "a budget would have been exceeded",
  "out-of-memory": "a load ran out of memory, and everything evictable had to go",
  idle: "it was not used for as long as its pool allows",
  aborted: "nobody waited for its load any more",
  requested: "the program asked for it",
  closed: "the governor was closed",
};
