import type { Bytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import type { Reading } from "../probe/reading.ts";
import type { Decision } from "./decision.ts";
import type { EvictionReason } from "./resident.ts";

/** Which request an event belongs to: all events of one acquire or guard share the number. */
interface OfRequest {
  readonly requestId: number;
}

interface OfResident {
  readonly id: string;
  readonly pool: string;
  readonly key: string;
  readonly device: string;
}

/** The answer to a request. A request that waits, or evicts in several rounds, has several. */
export interface DecisionEvent extends Decision, OfRequest {
  readonly kind: "decision";
}

/** What a round of evictions really gave back, read from the device. */
export interface MeasuredEvent extends OfRequest {
  readonly kind: "measured";
  readonly device: string;
  readonly predicted: Bytes;
  /** By how much less is used than before, negative when more is; absent where the device cannot say. */
  readonly measured?: number;
  readonly reading: Reading;
}

/** Bytes are reserved and the loader has been called. */
export interface LoadStartedEvent extends OfResident, OfRequest {
  readonly kind: "load-started";
  readonly bytes: Bytes;
}

/** The load has finished: what it really takes, and took. */
export interface LoadedEvent extends OfResident, OfRequest {
  readonly kind: "loaded";
  readonly bytes: Bytes;
  readonly estimated: Bytes;
  readonly loadMs: Millis;
}

/** Measured again after its leases, a resident is charged another size than before. */
export interface ResizedEvent extends OfResident, OfRequest {
  readonly kind: "resized";
  readonly bytes: Bytes;
  readonly before: Bytes;
  /** Why it could not be measured, or room could not be made: it is charged what it was. */
  readonly error?: string;
}

/** The load failed, or nobody wanted it any more; its reserved bytes are free again. */
export interface LoadFailedEvent extends OfResident, OfRequest {
  readonly kind: "load-failed";
  readonly bytes: Bytes;
  readonly error: string;
}

/** The resident has left memory and its bytes are off the books. */
export interface EvictedEvent extends OfResident {
  readonly kind: "evicted";
  /** The request it made room for, if it was one. */
  readonly requestId?: number;
  readonly reason: EvictionReason;
  readonly bytes: Bytes;
  /** Why disposing of it failed. Its bytes then stay on the books of the device as unreturned. */
  readonly error?: string;
}

/** A lease on a resident began. */
export interface LeasedEvent {
  readonly kind: "leased";
  readonly id: string;
  /** Leases held after this one. */
  readonly leases: number;
}

/** A lease on a resident ended. */
export interface ReleasedEvent {
  readonly kind: "released";
  readonly id: string;
  readonly leases: number;
}

/** A request that waited gave up: aborted, too late, or closed. */
export interface AbandonedEvent extends OfRequest {
  readonly kind: "abandoned";
  readonly error: string;
}

/** Anything that the journal records, before it has its place and time. */
export type JournalEvent =
  | DecisionEvent
  | MeasuredEvent
  | LoadStartedEvent
  | LoadedEvent
  | ResizedEvent
  | LoadFailedEvent
  | EvictedEvent
  | LeasedEvent
  | ReleasedEvent
  | AbandonedEvent;

/** An event with its place in the order of all, and its time on the governor's clock. */
export type JournalEntry = JournalEvent & { readonly seq: number; readonly at: Millis };
