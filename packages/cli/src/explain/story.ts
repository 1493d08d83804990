import type { DecisionEvent, EvictedEvent, JournalEntry, MeasuredEvent } from "@spillway/core";
import { residentName } from "./resident-name.ts";

type Evicted = Extract<JournalEntry, { readonly kind: "evicted" }>;

/** Residents that left memory together: for one decision, or each by itself where none asked for it. */
export interface Eviction {
  /** When the first one left, on the clock of the run. */
  readonly at: number;
  readonly events: readonly Evicted[];
  readonly decision: DecisionEvent | undefined;
  readonly measured: MeasuredEvent | undefined;
}

/** Every eviction of a journal that was not merely its end, in order. */
export function evictionsIn(entries: readonly JournalEntry[]): readonly Eviction[] {
  const evictions: Eviction[] = [];
  const latest = new Map<number, DecisionEvent>();
  for (const entry of entries) {
    if (entry.kind === "decision") latest.set(entry.requestId, entry);
    if (entry.kind === "evicted" && entry.reason !== "closed") {
      addEviction(evictions, entry, decisionFor(entry, latest));
    }
    if (entry.kind === "measured") addMeasurement(evictions, entry);
  }
  return evictions;
}

/** Whether an eviction is the one that is asked about: its key, or its name for people, contains the text. */
export function matches({ key }: EvictedEvent, text: string): boolean {
  return key.includes(text) || residentName(key).includes(text);
}

/** The decision that named the resident as a victim. */
function decisionFor(
  { requestId, id }: Evicted,
  latest: ReadonlyMap<number, DecisionEvent>,
): DecisionEvent | undefined {
  const decision = requestId === undefined ? undefined : latest.get(requestId);
  const verdict = decision?.verdict;
  return verdict?.kind === "evict" && verdict.victims.includes(id) ? decision : undefined;
}

function addEviction(
  evictions: Eviction[],
  event: Evicted,
  decision: DecisionEvent | undefined,
): void {
  const index =
    decision === undefined ? -1 : evictions.findIndex((each) => each.decision === decision);
  const together = evictions[index];
  if (together === undefined) {
    evictions.push({ at: event.at, events: [event], decision, measured: undefined });
  } else {
    evictions[index] = { ...together, events: [...together.events, event] };
  }
}

/** A measurement belongs to the last round of evictions of its request. */
function addMeasurement(evictions: Eviction[], measured: MeasuredEvent): void {
  const index = evictions.findLastIndex(
    ({ decision }) => decision !== undefined && decision.requestId === measured.requestId,
  );
  const eviction = evictions[index];
  if (eviction !== undefined) evictions[index] = { ...eviction, measured };
}
