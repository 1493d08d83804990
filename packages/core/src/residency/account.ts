import type { Bytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import type { Decision } from "./decision.ts";
import type {
  AbandonedEvent,
  DecisionEvent,
  EvictedEvent,
  JournalEntry,
  LoadedEvent,
  LoadFailedEvent,
  MeasuredEvent,
} from "./journal-entry.ts";

/** One round of a request: the decision, and what came of it. */
export interface DecisionAccount extends Decision {
  /** The residents that left memory for it. */
  readonly evicted: readonly EvictedEvent[];
  /** What the device gave back, where something was evicted. */
  readonly measured?: MeasuredEvent;
}

/** What became of the load that a request asked for. */
export type LoadAccount =
  | {
      readonly kind: "loaded";
      readonly bytes: Bytes;
      readonly estimated: Bytes;
      readonly loadMs: Millis;
    }
  | { readonly kind: "failed"; readonly error: string };

/** Everything that one acquire or guard brought about. */
export interface RequestAccount {
  readonly requestId: number;
  readonly decisions: readonly DecisionAccount[];
  readonly load?: LoadAccount;
  /** Residents that left outside of a decision: after running out of memory, or because nobody waited any more. */
  readonly otherEvictions: readonly EvictedEvent[];
  /** Why it gave up waiting. */
  readonly abandoned?: string;
}

type RequestEvent =
  DecisionEvent | MeasuredEvent | LoadedEvent | LoadFailedEvent | EvictedEvent | AbandonedEvent;

interface Draft {
  decisions: DecisionAccount[];
  load?: LoadAccount;
  otherEvictions: EvictedEvent[];
  abandoned?: string;
}

/** Gathers a journal by request, in the order in which the requests were first answered. */
export function accountFor(entries: readonly JournalEntry[]): readonly RequestAccount[] {
  const drafts = new Map<number, Draft>();
  for (const entry of entries) {
    if (!("requestId" in entry)) continue;
    if (entry.kind === "load-started" || entry.kind === "resized") continue;
    let draft = drafts.get(entry.requestId);
    if (draft === undefined)
      drafts.set(entry.requestId, (draft = { decisions: [], otherEvictions: [] }));
    enter(draft, entry);
  }
  return [...drafts].map(([requestId, draft]) => ({ requestId, ...draft }));
}

function enter(draft: Draft, event: RequestEvent): void {
  switch (event.kind) {
    case "decision": {
      draft.decisions.push({ ...decisionOf(event), evicted: [] });
      return;
    }
    case "evicted":
      enterEviction(draft, event);
      return;
    case "measured":
      amendLast(draft, (last) => ({ ...last, measured: event }));
      return;
    case "loaded": {
      const { bytes, estimated, loadMs } = event;
      draft.load = { kind: "loaded", bytes, estimated, loadMs };
      return;
    }
    case "load-failed":
      draft.load = { kind: "failed", error: event.error };
      return;
    case "abandoned":
      draft.abandoned = event.error;
  }
}

function decisionOf(event: DecisionEvent): Decision {
  const { at, request, reading, budgets, evaluations, policy, candidates, verdict } = event;
  return { at, request, reading, budgets, evaluations, policy, candidates, verdict };
}

function enterEviction(draft: Draft, event: EvictedEvent): void {
  const verdict = draft.decisions.at(-1)?.verdict;
  const decided = verdict?.kind === "evict" && verdict.victims.includes(event.id);
  if (decided) amendLast(draft, (last) => ({ ...last, evicted: [...last.evicted, event] }));
  else draft.otherEvictions.push(event);
}

function amendLast(draft: Draft, amend: (last: DecisionAccount) => DecisionAccount): void {
  const last = draft.decisions.pop();
  if (last !== undefined) draft.decisions.push(amend(last));
}
