import {
  accountFor,
  type DecisionAccount,
  type EvictedEvent,
  type JournalEntry,
  type LoadAccount,
} from "@spillway/core";

/** One decision, with what came of it and of its request. */
export interface FlatDecision extends DecisionAccount {
  readonly requestId: number;
  /** On the last decision of the request. */
  readonly load?: LoadAccount;
  readonly otherEvictions?: readonly EvictedEvent[];
  readonly abandoned?: string;
}

/** Every decision of a journal, in order of request. */
export function flatDecisions(entries: readonly JournalEntry[]): readonly FlatDecision[] {
  return accountFor(entries).flatMap(
    ({ requestId, decisions, load, otherEvictions, abandoned }) => {
      const last = {
        ...(load !== undefined && { load }),
        ...(otherEvictions.length > 0 && { otherEvictions }),
        ...(abandoned !== undefined && { abandoned }),
      };
      return decisions.map((decision, index): FlatDecision => ({
        requestId,
        ...decision,
        ...(index === decisions.length - 1 && last),
      }));
    },
  );
}

/** Evictions that no request asked for, other than those at the end of a run: of the idle, and of what the program names. */
export function unaskedEvictions(entries: readonly JournalEntry[]): readonly EvictedEvent[] {
  return entries.flatMap((entry) =>
    entry.kind === "evicted" && entry.requestId === undefined && entry.reason !== "closed"
      ? [entry]
      : [],
  );
}
