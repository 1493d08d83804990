import type { EvictionReason, JournalEntry, Millis } from "@spillway/core";

/** How a stay in memory ended; `open` when the journal ends first. */
export type StayEnd =
  | { readonly kind: "open" }
  | { readonly kind: "load-failed"; readonly error: string }
  | { readonly kind: "evicted"; readonly reason: EvictionReason; readonly error?: string };

/** A span of time, in milliseconds of the journal's clock. */
export interface TimeSpan {
  readonly from: Millis;
  readonly to: Millis;
}

/** One stay of a resident in memory, from the reservation of its bytes to its eviction. */
export interface Stay extends TimeSpan {
  readonly id: string;
  readonly pool: string;
  readonly key: string;
  readonly device: string;
  /** When its load had finished; absent when it never did. */
  readonly loadedAt?: Millis;
  /** What it was last charged. */
  readonly bytes: number;
  readonly end: StayEnd;
  /** When at least one lease was held. */
  readonly leased: readonly TimeSpan[];
}

const PLACEMENTS = ["load-started", "loaded", "resized", "load-failed", "evicted"] as const;

/** An entry that changes what is on the books. */
export type PlacementEntry = Extract<JournalEntry, { readonly kind: (typeof PLACEMENTS)[number] }>;
type DepartureEntry = Extract<PlacementEntry, { readonly kind: "evicted" | "load-failed" }>;

interface Draft {
  readonly first: PlacementEntry;
  readonly from: Millis;
  bytes: number;
  loadedAt?: Millis;
  leasedSince?: Millis;
  readonly leased: TimeSpan[];
}

/**
 * The stays that a journal tells of, by their beginning. One that began before the journal did begins with the
 * journal's first entry.
 */
export function staysOf(entries: readonly JournalEntry[]): readonly Stay[] {
  const ordered = inOrder(entries);
  const start = ordered[0]?.at ?? 0;
  const end = ordered.at(-1)?.at ?? 0;
  const open = new Map<string, Draft>();
  const stays: Stay[] = [];
  for (const entry of ordered) {
    if (entry.kind === "leased" || entry.kind === "released") follow(open.get(entry.id), entry);
    if (!isPlacement(entry)) continue;
    const draft = advance(open.get(entry.id) ?? begin(entry, start), entry);
    open.set(entry.id, draft);
    if (!isDeparture(entry)) continue;
    open.delete(entry.id);
    stays.push(close(draft, entry.at, endOf(entry)));
  }
  for (const draft of open.values()) stays.push(close(draft, end, { kind: "open" }));
  return stays.sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
}

/** Entries by their number, which is the order in which they happened. */
export function inOrder(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return entries.toSorted((a, b) => a.seq - b.seq);
}

/** Whether an entry changes what is on the books. */
export function isPlacement(entry: JournalEntry): entry is PlacementEntry {
  return (PLACEMENTS as readonly string[]).includes(entry.kind);
}

function isDeparture(entry: PlacementEntry): entry is DepartureEntry {
  return entry.kind === "evicted" || entry.kind === "load-failed";
}

function begin(first: PlacementEntry, start: Millis): Draft {
  const from = first.kind === "load-started" ? first.at : start;
  const draft: Draft = { first, from, bytes: first.bytes, leased: [] };
  if (first.kind === "evicted" || first.kind === "resized") draft.loadedAt = start;
  return draft;
}

function advance(draft: Draft, entry: PlacementEntry): Draft {
  draft.bytes = entry.bytes;
  if (entry.kind === "loaded") draft.loadedAt = entry.at;
  return draft;
}

function follow(
  draft: Draft | undefined,
  { leases, at }: { readonly leases: number; readonly at: Millis },
): void {
  if (draft === undefined) return;
  if (leases > 0) draft.leasedSince ??= at;
  else endLease(draft, at);
}

function endLease(draft: Draft, to: Millis): void {
  if (draft.leasedSince !== undefined) draft.leased.push({ from: draft.leasedSince, to });
  delete draft.leasedSince;
}

function close(draft: Draft, to: Millis, end: StayEnd): Stay {
  endLease(draft, to);
  const { id, pool, key, device } = draft.first;
  const { from, bytes, leased, loadedAt } = draft;
  const loaded = loadedAt === undefined ? {} : { loadedAt };
  return { id, pool, key, device, from, to, bytes, end, leased, ...loaded };
}

function endOf(entry: DepartureEntry): StayEnd {
  if (entry.kind === "load-failed") return { kind: "load-failed", error: entry.error };
  const failure = entry.error === undefined ? {} : { error: entry.error };
  return { kind: "evicted", reason: entry.reason, ...failure };
}
