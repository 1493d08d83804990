import { formatBytes, formatMillis } from "@spillway/core";
import type { Chart, ChartSpec } from "./chart.ts";
import { count, grouped } from "./format.ts";
import { html } from "./html.ts";
import { ink, seriesColor } from "./palette.ts";
import { byteUnit, inUnit, timeAxis } from "./scales.ts";
import type { TimeAxis } from "./scales.ts";
import { table } from "./table.ts";
import { PLOT_WIDTH, sideAxis, timeChannel } from "./time-plot.ts";

/** The memory of one run over its own time, and what was evicted and computed again. */
export interface MemoryHistory {
  readonly points: readonly { readonly ns: number; readonly bytes: number }[];
  readonly events: readonly RematEvent[];
  readonly budgetBytes: number;
}

/** An eviction or a rematerialization of a storage, and when it happened. */
export interface RematEvent {
  readonly ns: number;
  readonly kind: "evict" | "remat";
  readonly bytes: number;
}

type Point = MemoryHistory["points"][number];

/** As many points as a drawing of this width can show. */
const SLOTS = 800;
const HEIGHT = 240;

/** Memory over the time of one run under its budget, with its evictions and rematerializations. */
export function rematChart(history: MemoryHistory): Chart {
  const { points, events, budgetBytes } = history;
  const last = Math.max(points.at(-1)?.ns ?? 0, events.at(-1)?.ns ?? 0);
  const time = timeAxis(0, last / 1e6);
  const drawn = thinnedPoints(points);
  const peak = points.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const evictions = events.filter(({ kind }) => kind === "evict").length;
  return {
    id: "remat",
    title: `${count(evictions, "eviction")} and ${count(events.length - evictions, "rematerialization")} kept the run at ${formatBytes(peak)} of its ${formatBytes(budgetBytes)}`,
    note: html`Each row of ticks shows when something was evicted, and when it was computed again.
    ${drawn.length < points.length ? `Drawn and listed: the highest point of each moment.` : ""}`,
    spec: {
      spacing: 16,
      vconcat: [memoryPanel(drawn, budgetBytes, peak, time), tickPanel(events, time)],
    },
    numbers: table<Point>({
      caption: "Bytes in use over the time of the run",
      columns: [
        { heading: "Time", kind: "row-header", cell: ({ ns }) => formatMillis(ns / 1e6) },
        { heading: "Bytes", kind: "number", cell: ({ bytes }) => grouped(bytes) },
      ],
      rows: drawn,
    }),
  };
}

function memoryPanel(
  points: readonly Point[],
  budget: number,
  peak: number,
  time: TimeAxis,
): ChartSpec {
  const top = Math.max(peak, budget, 1) * 1.08;
  const unit = byteUnit(top);
  const y = {
    field: "y",
    type: "quantitative",
    scale: { domain: [0, inUnit(top, unit)], nice: false },
    axis: { ...sideAxis, tickCount: 5 },
    stack: null,
  };
  const x = timeChannel(time, "bare");
  const values = points.map(({ ns, bytes }) => ({ x: time.at(ns / 1e6), y: inUnit(bytes, unit) }));
  const limit = { values: [{ y: inUnit(budget, unit), name: `budget: ${formatBytes(budget)}` }] };
  const label = { y, x: { value: PLOT_WIDTH }, text: { field: "name", type: "nominal" } };
  const text = { type: "text", align: "right", baseline: "bottom", dy: -3, fill: ink.alarm };
  const area = { type: "area", interpolate: "step-after", fill: seriesColor(0) };
  return {
    width: PLOT_WIDTH,
    height: HEIGHT,
    title: { text: `${unit.name} in use`, offset: 8 },
    layer: [
      { data: { values }, mark: area, encoding: { x, y } },
      { data: limit, mark: { type: "rule", stroke: ink.alarm, strokeWidth: 1.5 }, encoding: { y } },
      { data: limit, mark: text, encoding: label },
    ],
  };
}

function tickPanel(events: readonly RematEvent[], time: TimeAxis): ChartSpec {
  const rows = [
    { name: "evicted", kind: "evict", stroke: ink.alarm },
    { name: "computed", kind: "remat", stroke: ink.text },
  ] as const;
  const domain = rows.map(({ name }) => name);
  return {
    width: PLOT_WIDTH,
    height: rows.length * 20,
    layer: rows.map(({ name, kind, stroke }) => ({
      data: {
        values: moments(
          events.filter((event) => event.kind === kind),
          time,
        ).map((x) => ({ x, name })),
      },
      mark: { type: "tick", color: stroke, thickness: 0.75, size: 14, opacity: 0.8 },
      encoding: {
        x: timeChannel(time, "labelled"),
        y: { field: "name", type: "nominal", scale: { domain }, axis: sideAxis },
      },
    })),
  };
}

/** When events happened, those of one pixel together. */
function moments(events: readonly RematEvent[], time: TimeAxis): readonly number[] {
  const pixel = time.duration / PLOT_WIDTH;
  const slots = new Map(events.map(({ ns }) => [Math.round(ns / 1e6 / pixel), ns / 1e6]));
  return [...slots.values()].map((at) => time.at(at));
}

/** The highest point of each moment; of each of so many equal parts of the time where there are more. */
function thinnedPoints(points: readonly Point[]): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return points;
  const width = points.length <= SLOTS ? 0 : Math.max(1, last.ns - first.ns) / SLOTS;
  const highest = new Map<number, Point>();
  for (const point of points) {
    const moment = width === 0 ? point.ns : Math.floor((point.ns - first.ns) / width);
    const rival = highest.get(moment);
    if (rival === undefined || point.bytes > rival.bytes) highest.set(moment, point);
  }
  return [...highest.values()];
}
