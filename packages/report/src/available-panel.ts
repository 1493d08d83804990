import type { JournalEntry, Millis } from "@spillway/core";
import type { ChartSpec } from "./chart.ts";
import { ink } from "./palette.ts";
import { byteUnit, inUnit } from "./scales.ts";
import type { TimeAxis } from "./scales.ts";
import { PLOT_WIDTH, sideAxis, timeChannel } from "./time-plot.ts";

/** What was free on a device when it was read. */
export interface AvailableReading {
  readonly at: Millis;
  readonly bytes: number;
}

/** Every reading of a device that knew how much was available. */
export function availableOn(
  device: string,
  entries: readonly JournalEntry[],
): readonly AvailableReading[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== "decision" && entry.kind !== "measured") return [];
    const { available, device: read } = entry.reading;
    if (read !== device || available.kind !== "known") return [];
    return [{ at: entry.at, bytes: available.value }];
  });
}

/** More dots than this would be a smear. */
const MOST_DOTS = 200;

/** Available memory over time: a dot where it was read unless there are too many, and the last reading held until the next. */
export function availablePanel(readings: readonly AvailableReading[], time: TimeAxis): ChartSpec {
  const most = Math.max(...readings.map(({ bytes }) => bytes), 1) * 1.06;
  const unit = byteUnit(most);
  const y = {
    field: "y",
    type: "quantitative",
    scale: { domain: [0, inUnit(most, unit)], nice: false },
    axis: { ...sideAxis, tickCount: 2 },
  };
  const dot = { shape: "circle", size: 16, fill: ink.quiet, opacity: 1, strokeWidth: 0 };
  return {
    width: PLOT_WIDTH,
    height: 64,
    title: { text: `${unit.name} available, as read`, offset: 8 },
    data: { values: readings.map(({ at, bytes }) => ({ x: time.at(at), y: inUnit(bytes, unit) })) },
    encoding: { x: timeChannel(time, "bare"), y },
    layer: [
      { mark: { type: "line", interpolate: "step-after", stroke: ink.quiet, strokeWidth: 1.5 } },
      ...(readings.length <= MOST_DOTS ? [{ mark: { type: "point", ...dot } }] : []),
    ],
  };
}
