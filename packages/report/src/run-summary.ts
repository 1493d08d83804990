import { accountFor } from "@spillway/core";
import type {
  BudgetUse,
  DecisionAccount,
  EvictedEvent,
  EvictionReason,
  JournalEntry,
  Millis,
  RequestAccount,
} from "@spillway/core";
import { inOrder, staysOf } from "./stays.ts";
import type { Stay } from "./stays.ts";
import { timelineOf } from "./timeline.ts";
import type { TimelinePoint } from "./timeline.ts";

/** One round of evictions: a decision that something had to go, and what came of it. */
export interface EvictionRound {
  /** Counted from 1, in the order of time; the charts use the same numbers. */
  readonly ordinal: number;
  readonly requestId: number;
  readonly decision: DecisionAccount;
}

/** The most that was placed on a device, and its cap. Bytes. */
export interface Peak {
  readonly device: string;
  readonly bytes: number;
  readonly limit?: number;
}

/** Caps by what they cap, as the last decision that they bound saw them. */
export interface Budgets {
  readonly device: ReadonlyMap<string, BudgetUse>;
  readonly pool: ReadonlyMap<string, BudgetUse>;
}

export interface LoadFigures {
  readonly finished: number;
  readonly failed: number;
  /** Loads of what had been in memory before. */
  readonly again: number;
  readonly ms: Millis;
  readonly againMs: Millis;
}

/** Everything that a report says of a run, derived from its journal. */
export interface RunSummary {
  readonly entries: readonly JournalEntry[];
  readonly accounts: readonly RequestAccount[];
  readonly stays: readonly Stay[];
  readonly points: readonly TimelinePoint[];
  readonly start: Millis;
  readonly end: Millis;
  readonly budgets: Budgets;
  readonly peaks: readonly Peak[];
  readonly rounds: readonly EvictionRound[];
  /** Evictions that no decision asked for, such as those of idle residents. */
  readonly removals: readonly (JournalEntry & EvictedEvent)[];
  readonly evictions: ReadonlyMap<EvictionReason, number>;
  readonly loads: LoadFigures;
}

export function summarize(journal: readonly JournalEntry[]): RunSummary {
  const entries = inOrder(journal);
  const accounts = accountFor(entries);
  const points = timelineOf(entries);
  const budgets = budgetsOf(entries);
  const rounds = roundsOf(accounts);
  const evicted = entries.filter((entry) => entry.kind === "evicted");
  const decided = new Set(rounds.flatMap(({ decision }) => decision.evicted));
  const evictions = new Map<EvictionReason, number>();
  for (const { reason } of evicted) evictions.set(reason, (evictions.get(reason) ?? 0) + 1);
  return {
    entries,
    accounts,
    stays: staysOf(entries),
    points,
    start: entries[0]?.at ?? 0,
    end: entries.at(-1)?.at ?? 0,
    budgets,
    peaks: peaksOf(points, budgets),
    rounds,
    // An account holds the journal's own entries, so identity tells which have been accounted for.
    removals: evicted.filter((entry) => !decided.has(entry)),
    evictions,
    loads: loadsOf(entries),
  };
}

/** Evictions that made room, for whatever reason room was needed. */
export function evictionsForRoom({ evictions }: RunSummary): number {
  const reasons = ["constraint", "budget", "out-of-memory"] as const;
  return reasons.reduce((sum, reason) => sum + (evictions.get(reason) ?? 0), 0);
}

function budgetsOf(entries: readonly JournalEntry[]): Budgets {
  const budgets = { device: new Map<string, BudgetUse>(), pool: new Map<string, BudgetUse>() };
  for (const entry of entries) {
    if (entry.kind !== "decision") continue;
    for (const budget of entry.budgets) budgets[budget.scope].set(budget.of, budget);
  }
  return budgets;
}

function peaksOf(points: readonly TimelinePoint[], budgets: Budgets): readonly Peak[] {
  const peaks = new Map<string, number>();
  for (const { byDevice } of points) {
    for (const [device, bytes] of byDevice) {
      peaks.set(device, Math.max(bytes, peaks.get(device) ?? 0));
    }
  }
  return [...peaks].map(([device, bytes]) => {
    const limit = budgets.device.get(device)?.limit;
    return limit === undefined ? { device, bytes } : { device, bytes, limit };
  });
}

function roundsOf(accounts: readonly RequestAccount[]): readonly EvictionRound[] {
  return accounts
    .flatMap(({ requestId, decisions }) => decisions.map((decision) => ({ requestId, decision })))
    .filter(({ decision }) => decision.verdict.kind === "evict")
    .sort((a, b) => a.decision.at - b.decision.at || a.requestId - b.requestId)
    .map((round, index) => ({ ordinal: index + 1, ...round }));
}

function loadsOf(entries: readonly JournalEntry[]): LoadFigures {
  const known = new Set<string>();
  const loads = { finished: 0, failed: 0, again: 0, ms: 0, againMs: 0 };
  for (const entry of entries) {
    if (entry.kind === "load-failed") loads.failed += 1;
    if (entry.kind === "evicted") known.add(entry.id);
    if (entry.kind !== "loaded") continue;
    loads.finished += 1;
    loads.ms += entry.loadMs;
    if (known.has(entry.id)) loads.again += 1;
    if (known.has(entry.id)) loads.againMs += entry.loadMs;
    known.add(entry.id);
  }
  return loads;
}
