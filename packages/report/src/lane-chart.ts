import { formatBytes, formatMillis } from "@spillway/core";
import type { Chart, ChartSpec } from "./chart.ts";
import { count, grouped, shortened } from "./format.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { ink, loadingFill } from "./palette.ts";
import type { RunSummary } from "./run-summary.ts";
import { timeAxis } from "./scales.ts";
import type { TimeAxis } from "./scales.ts";
import type { Series } from "./series.ts";
import type { Stay, StayEnd, TimeSpan } from "./stays.ts";
import { table } from "./table.ts";
import { PLOT_WIDTH, sideAxis, timeChannel } from "./time-plot.ts";

/** A lane's height; its name takes the upper half. Pixels. */
const LANE = 36;
const NAME_BASELINE = 13;
const BAR = { top: 18, bottom: 30 } as const;
const LEASE = { top: 21, bottom: 27 } as const;
/** Puts the lanes under the plots that have labels at their side. Pixels. */
const LANE_INSET = 78;
/** Lanes beyond this are in the table only. */
const MOST_LANES = 60;

/** A bar in the drawing. */
interface Bar extends TimeSpan {
  readonly lane: number;
  readonly fill: string;
}

/** When each resident was in memory and when it was in use: a lane for each. */
export function laneChart(run: RunSummary, series: Series): Chart {
  const time = timeAxis(run.start, run.end);
  const ids = [...new Set(run.stays.map(({ id }) => id))];
  const shown = ids.slice(0, MOST_LANES);
  const lanes = new Map(shown.map((id, lane) => [id, lane]));
  const stays = run.stays.filter(({ id }) => lanes.has(id));
  const laneOf = ({ id }: Stay): number => lanes.get(id) ?? 0;
  const spec: ChartSpec = {
    padding: { left: LANE_INSET, right: 5, top: 5, bottom: 5 },
    width: PLOT_WIDTH,
    height: shown.length * LANE,
    layer: [
      names(shown),
      ...bars(stayBars(stays, laneOf, series), time, BAR),
      ...bars(leaseBars(stays, laneOf), time, LEASE),
      departures(stays, laneOf, time),
    ],
  };
  const rest = ids.length - shown.length;
  return {
    id: "lanes",
    title: titleOf(run),
    note: html`A bar is a stay in memory, hatched while loading; the line inside it, a lease; a red
    end, an eviction.${rest > 0 ? ` ${count(rest, "more resident")} in the table.` : ""}`,
    spec,
    numbers: numbersOf(run),
  };
}

function titleOf({ stays, start, end }: RunSummary): string {
  const span = end - start;
  const ids = new Set(stays.map(({ id }) => id));
  const used = stays.reduce((sum, { leased }) => sum + total(leased), 0);
  const held = stays.reduce((sum, stay) => sum + (stay.to - stay.from), 0);
  if (span === 0 || held === 0) return `${count(ids.size, "resident")} came and went`;
  const share = Math.round((100 * used) / held);
  return `Residents were in use for ${share} % of the time that they took memory`;
}

function total(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to - from), 0);
}

function names(ids: readonly string[]): ChartSpec {
  const values = ids.map((id, lane) => ({
    y: lane * LANE + NAME_BASELINE,
    name: shortened(id, 90),
  }));
  return {
    data: { values },
    mark: { type: "text", align: "left", fill: ink.text, baseline: "alphabetic" },
    encoding: {
      x: { value: 0 },
      y: yAt("y"),
      text: { field: "name", type: "nominal" },
    },
  };
}

/** Pixels from the top, so that names and bars keep their distances whatever the number of lanes. */
function yAt(field: string): object {
  return {
    field,
    type: "quantitative",
    scale: null,
    axis: { ...sideAxis, grid: false, labels: false },
  };
}

function stayBars(
  stays: readonly Stay[],
  laneOf: (stay: Stay) => number,
  series: Series,
): readonly Bar[] {
  return stays.flatMap((stay) => {
    const { from, to, loadedAt = to } = stay;
    const lane = laneOf(stay);
    const solid = { from, to, lane, fill: series.colorOf(stay) };
    return loadedAt > from ? [solid, { from, to: loadedAt, lane, fill: loadingFill }] : [solid];
  });
}

function leaseBars(stays: readonly Stay[], laneOf: (stay: Stay) => number): readonly Bar[] {
  return stays.flatMap((stay) =>
    stay.leased.map(({ from, to }) => ({ from, to, lane: laneOf(stay), fill: ink.onSeries })),
  );
}

/** One layer for each fill, each bar within `inset` of its lane. */
function bars(
  all: readonly Bar[],
  time: TimeAxis,
  inset: { readonly top: number; readonly bottom: number },
): readonly ChartSpec[] {
  const fills = [...new Set(all.map(({ fill }) => fill))].sort(
    (a, b) => Number(a === loadingFill) - Number(b === loadingFill),
  );
  return fills.map((fill) => ({
    data: {
      values: all
        .filter((bar) => bar.fill === fill)
        .map(({ from, to, lane }) => ({
          x: time.at(from),
          x2: time.at(to),
          y: lane * LANE + inset.top,
          y2: lane * LANE + inset.bottom,
        })),
    },
    mark: { type: "rect", fill, opacity: 1 },
    encoding: {
      x: timeChannel(time, "labelled"),
      x2: { field: "x2" },
      y: yAt("y"),
      y2: { field: "y2" },
    },
  }));
}

function departures(
  stays: readonly Stay[],
  laneOf: (stay: Stay) => number,
  time: TimeAxis,
): ChartSpec {
  const evicted = stays.filter(({ end }) => end.kind === "evicted");
  const middle = (BAR.top + BAR.bottom) / 2;
  const values = evicted.map((stay) => ({ x: time.at(stay.to), y: laneOf(stay) * LANE + middle }));
  return {
    data: { values },
    mark: { type: "tick", orient: "vertical", color: ink.alarm, thickness: 2.5, size: 20 },
    encoding: { x: timeChannel(time, "labelled"), y: yAt("y") },
  };
}

function numbersOf({ stays, start }: RunSummary): Html {
  return table({
    caption: "Every stay in memory",
    columns: [
      { heading: "Resident", kind: "row-header", cell: ({ id }) => id },
      { heading: "From", kind: "number", cell: ({ from }) => formatMillis(from - start) },
      {
        heading: "Loaded after",
        kind: "number",
        cell: ({ from, loadedAt }) =>
          loadedAt === undefined ? "never" : formatMillis(loadedAt - from),
      },
      { heading: "To", kind: "number", cell: ({ to }) => formatMillis(to - start) },
      { heading: "In use for", kind: "number", cell: ({ leased }) => formatMillis(total(leased)) },
      { heading: "Size", kind: "number", cell: ({ bytes }) => formatBytes(bytes) },
      { heading: "Bytes", kind: "number", cell: ({ bytes }) => grouped(bytes) },
      { heading: "Ended by", cell: ({ end }) => endText(end) },
    ],
    rows: stays,
  });
}

function endText(end: StayEnd): string {
  switch (end.kind) {
    case "open":
      return "still there when the journal ends";
    case "load-failed":
      return `load failed: ${end.error}`;
    case "evicted":
      return end.error === undefined ? `eviction: ${end.reason}` : `failed disposal: ${end.error}`;
  }
}
