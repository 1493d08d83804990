import type { Bytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import type { ConstraintListResult } from "../expr/constraint-list.ts";
import type { Reading } from "../probe/reading.ts";
import type { ListScope } from "./constraint-lists.ts";
import type { MemoryRequest } from "./request.ts";
import type { EvictionReason } from "./resident.ts";

/** A hard cap that binds a request, and how much of it is taken. */
export interface BudgetUse {
  /** For people: `budget of host`, `budget of pool image_processor`. */
  readonly name: string;
  readonly scope: ListScope;
  /** The device or the pool that it caps, as `scope` says. */
  readonly of: string;
  readonly limit: Bytes;
  /** Bytes that the books charge to it, loads under way included. */
  readonly placed: Bytes;
}

/** One list as it was evaluated for a request. */
export interface ListEvaluation extends ConstraintListResult {
  readonly list: string;
  readonly scope: ListScope;
}

/** A resident that could be evicted for a request, and what keeping it is worth under the policy. */
export interface Candidate {
  readonly id: string;
  readonly bytes: Bytes;
  /** Bytes that the device is expected to get back. */
  readonly credit: Bytes;
  readonly restoreMs: Millis;
  readonly idleMs: Millis;
  readonly worth: number;
}

/** It fits only when leases end. */
export interface WaitVerdict {
  readonly kind: "wait";
  readonly budget: BudgetUse;
  readonly missing: Bytes;
  /** Ids of what is in the way, and cannot be evicted now. */
  readonly blockers: readonly string[];
}

/** What is to be done about a request. */
export type Verdict =
  | { readonly kind: "admit" }
  | {
      readonly kind: "evict";
      /** Ids, in the order of eviction. */
      readonly victims: readonly string[];
      readonly reason: EvictionReason;
      /** Bytes that the device is expected to get back. */
      readonly predicted: Bytes;
      /** Whether that satisfies every constraint and budget. If not, it is all that can be done now. */
      readonly sufficient: boolean;
    }
  /** Nothing is left to evict and a constraint still holds: it is soft, so the request goes ahead. */
  | { readonly kind: "proceed"; readonly unmet: readonly string[] }
  | WaitVerdict
  /** It cannot fit, even alone. */
  | { readonly kind: "refuse"; readonly limit: Bytes; readonly limitedBy: string };

/** One answer to one request: what was asked, what was read, what fired, who could go and who has to. */
export interface Decision {
  readonly at: Millis;
  readonly request: MemoryRequest;
  readonly reading: Reading;
  readonly budgets: readonly BudgetUse[];
  readonly evaluations: readonly ListEvaluation[];
  readonly policy: string;
  /** In the order of eviction. Empty when nothing had to go. */
  readonly candidates: readonly Candidate[];
  readonly verdict: Verdict;
}
