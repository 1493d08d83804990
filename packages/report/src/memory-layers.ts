import type { Millis } from "@spillway/core";
import type { Stay } from "./stays.ts";
import type { TimelinePoint } from "./timeline.ts";

/** A step of a layer: from `at` on it reaches from `low` to `high`. Bytes. */
export interface LayerStep {
  readonly at: Millis;
  readonly low: number;
  readonly high: number;
}

/** One stay as a band of the stacked chart. The last step closes it. */
export interface MemoryLayer {
  /** Absent for what failed disposals have left behind. */
  readonly stay?: Stay;
  readonly steps: readonly LayerStep[];
}

export interface LayerOptions {
  readonly device: string;
  readonly end: Millis;
  /** Stacks stays of lower rank first. */
  rank(stay: Stay): number;
}

/** The placed bytes of a device as bands that lie on each other, the first at the bottom. O(points × stays). */
export function memoryLayers(
  stays: readonly Stay[],
  points: readonly TimelinePoint[],
  options: LayerOptions,
): readonly MemoryLayer[] {
  const ranked = stays
    .filter(({ device }) => device === options.device)
    .sort((a, b) => options.rank(a) - options.rank(b) || a.from - b.from);
  const steps = new Map<Stay | undefined, LayerStep[]>();
  const extend = (layer: Stay | undefined, step: LayerStep): void => {
    const soFar = steps.get(layer) ?? [];
    steps.set(layer, soFar);
    const last = soFar.at(-1);
    if (last?.low !== step.low || last.high !== step.high) soFar.push(step);
  };
  for (const point of points) {
    let low = 0;
    for (const stay of ranked) {
      if (point.at < stay.from || point.at >= stay.to) continue;
      const high = low + (point.byResident.get(stay.id) ?? 0);
      extend(stay, { at: point.at, low, high });
      low = high;
    }
    const left = point.unreturned.get(options.device) ?? 0;
    if (left > 0) extend(undefined, { at: point.at, low, high: low + left });
  }
  return [...steps].map(([stay, open]) => layerOf(stay, open, options.end));
}

function layerOf(stay: Stay | undefined, open: readonly LayerStep[], end: Millis): MemoryLayer {
  const last = open.at(-1);
  const closing = last === undefined ? [] : [{ ...last, at: stay?.to ?? end }];
  const steps = [...open, ...closing];
  return stay === undefined ? { steps } : { stay, steps };
}

/** At most one point for each of `slots` equal parts of the time: the one with the most on the device. */
export function thinned(
  points: readonly TimelinePoint[],
  device: string,
  slots: number,
): readonly TimelinePoint[] {
  const latest = new Map(points.map((point) => [point.at, point]));
  const settled = [...latest.values()];
  const [first, last] = [settled[0], settled.at(-1)];
  if (first === undefined || last === undefined || settled.length <= slots) return settled;
  const width = (last.at - first.at) / slots;
  const highest = new Map<number, TimelinePoint>();
  for (const point of settled) {
    const slot = Math.floor((point.at - first.at) / width);
    const rival = highest.get(slot);
    if (rival === undefined || placed(point, device) > placed(rival, device)) {
      highest.set(slot, point);
    }
  }
  return [...highest.values()];
}

function placed(point: TimelinePoint, device: string): number {
  return point.byDevice.get(device) ?? 0;
}
