import type { JournalEntry, Millis } from "@spillway/core";
import { inOrder, isPlacement } from "./stays.ts";
import type { PlacementEntry } from "./stays.ts";

/** What was placed right after one entry of the journal. Bytes. */
export interface TimelinePoint {
  readonly seq: number;
  readonly at: Millis;
  /** As the governor's books count: residents, loads under way and what failed disposals left behind. */
  readonly byDevice: ReadonlyMap<string, number>;
  readonly byPool: ReadonlyMap<string, number>;
  readonly byResident: ReadonlyMap<string, number>;
  /** What failed disposals left behind, by device; `byDevice` includes it. */
  readonly unreturned: ReadonlyMap<string, number>;
}

interface Placed {
  readonly pool: string;
  readonly device: string;
  readonly bytes: number;
}

/**
 * The placed bytes over time, re-derived from the journal: a point for each load that begins, ends or fails, each
 * change of a size and each eviction. What was placed before the first entry and is never mentioned again is unknown, and not counted.
 */
export function timelineOf(entries: readonly JournalEntry[]): readonly TimelinePoint[] {
  const ordered = inOrder(entries);
  const placed = placedBefore(ordered);
  const unreturned = new Map<string, number>();
  const points: TimelinePoint[] = [];
  const first = ordered[0];
  if (first !== undefined && placed.size > 0) {
    points.push(pointOf({ seq: first.seq - 1, at: first.at }, placed, unreturned));
  }
  for (const entry of ordered) {
    if (!isPlacement(entry)) continue;
    const { id, pool, device, bytes } = entry;
    if (entry.kind === "evicted" || entry.kind === "load-failed") placed.delete(id);
    else placed.set(id, { pool, device, bytes });
    const stuck = entry.kind === "evicted" && entry.error !== undefined;
    if (stuck) add(unreturned, device, bytes);
    points.push(pointOf(entry, placed, unreturned));
  }
  return points;
}

/** What must have been there when the journal begins, because it leaves or finishes loading without having begun. */
function placedBefore(ordered: readonly JournalEntry[]): Map<string, Placed> {
  const seen = new Set<string>();
  const placed = new Map<string, Placed>();
  for (const entry of ordered) {
    if (!isPlacement(entry) || seen.has(entry.id)) continue;
    seen.add(entry.id);
    if (entry.kind === "load-started") continue;
    placed.set(entry.id, { pool: entry.pool, device: entry.device, bytes: bytesBefore(entry) });
  }
  return placed;
}

function bytesBefore(entry: PlacementEntry): number {
  if (entry.kind === "loaded") return entry.estimated;
  return entry.kind === "resized" ? entry.before : entry.bytes;
}

function pointOf(
  { seq, at }: { readonly seq: number; readonly at: Millis },
  placed: ReadonlyMap<string, Placed>,
  unreturned: ReadonlyMap<string, number>,
): TimelinePoint {
  const byDevice = new Map(unreturned);
  const byPool = new Map<string, number>();
  const byResident = new Map<string, number>();
  for (const [id, { pool, device, bytes }] of placed) {
    add(byDevice, device, bytes);
    add(byPool, pool, bytes);
    byResident.set(id, bytes);
  }
  return { seq, at, byDevice, byPool, byResident, unreturned: new Map(unreturned) };
}

function add(sums: Map<string, number>, name: string, bytes: number): void {
  sums.set(name, (sums.get(name) ?? 0) + bytes);
}
