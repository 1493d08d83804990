import { formatBytes } from "@spillway/core";
import type { BudgetUse, Millis } from "@spillway/core";
import type { ChartSpec } from "./chart.ts";
import { groupedBy } from "./grouped-by.ts";
import { labelRows } from "./layer-label.ts";
import type { LayerStep, MemoryLayer } from "./memory-layers.ts";
import { ink, loadingFill, seriesColor, SERIES } from "./palette.ts";
import type { EvictionRound } from "./run-summary.ts";
import { byteUnit, inUnit } from "./scales.ts";
import type { TimeAxis, Unit } from "./scales.ts";
import type { Series } from "./series.ts";
import { PLOT_WIDTH, sideAxis, timeChannel } from "./time-plot.ts";

export interface PlacedPanelOptions {
  readonly layers: readonly MemoryLayer[];
  readonly series: Series;
  readonly time: TimeAxis;
  /** The most that was placed. Bytes. */
  readonly peak: number;
  /** The cap that binds. */
  readonly limit?: BudgetUse | undefined;
  /** The rounds of evictions to be marked. */
  readonly rounds: readonly EvictionRound[];
}

/** How the panel measures. */
interface Frame {
  readonly time: TimeAxis;
  readonly unit: Unit;
  /** Bytes at the upper edge. */
  readonly top: number;
}

/** Where time and bytes are in the drawing; the same in every layer, or their axes would be drawn twice. */
interface Channels {
  readonly x: object;
  readonly y: object;
}

const HEIGHT = 260;

/** Placed bytes over time as stacked bands, under the cap that limits them. */
export function placedPanel(options: PlacedPanelOptions): ChartSpec {
  const { layers, series, time, peak, limit, rounds } = options;
  const top = Math.max(peak, limit?.limit ?? 0, 1) * 1.06;
  const frame: Frame = { time, top, unit: byteUnit(top) };
  const encoding = {
    x: timeChannel(time, "bare"),
    y: {
      field: "low",
      type: "quantitative",
      scale: { domain: [0, inUnit(top, frame.unit)], nice: false },
      axis: { ...sideAxis, tickCount: 5 },
    },
  };
  return {
    width: PLOT_WIDTH,
    height: HEIGHT,
    title: { text: `${frame.unit.name} placed`, offset: rounds.length > 0 ? 28 : 8 },
    layer: [
      ...bands(layers, frame, series, encoding),
      ...evictionMarks(rounds, time),
      labels(layers, frame, encoding),
      ...limitMarks(limit, frame, encoding),
    ],
  };
}

/** A band in one fill. */
interface Band {
  readonly fill: string;
  readonly steps: readonly LayerStep[];
}

/** One layer for each fill, the hatching over all others. */
function bands(
  layers: readonly MemoryLayer[],
  frame: Frame,
  series: Series,
  encoding: Channels,
): readonly ChartSpec[] {
  const byFill = groupedBy(
    [...layers.map((layer) => solid(layer, series)), ...layers.flatMap(hatched)],
    ({ fill }) => fill,
  );
  return [...byFill].map(([fill, members]) => ({
    data: {
      values: members.flatMap(({ steps }, band) =>
        rowsOf(steps, frame).map((row) => ({ ...row, band })),
      ),
    },
    mark: { type: "area", interpolate: "step-after", fill, stroke: ink.paper, strokeWidth: 0.75 },
    encoding: {
      ...encoding,
      y2: { field: "high" },
      detail: { field: "band", type: "nominal" },
    },
  }));
}

function solid({ stay, steps }: MemoryLayer, series: Series): Band {
  return { fill: stay === undefined ? seriesColor(SERIES) : series.colorOf(stay), steps };
}

function hatched({ stay, steps }: MemoryLayer): readonly Band[] {
  if (stay === undefined) return [{ fill: loadingFill, steps }];
  const loaded = stay.loadedAt ?? stay.to;
  return loaded > stay.from ? [{ fill: loadingFill, steps: until(steps, loaded) }] : [];
}

/** The steps before a time, and the one in force then, moved there to close the band. */
function until(steps: readonly LayerStep[], end: Millis): readonly LayerStep[] {
  const before = steps.filter(({ at }) => at < end);
  const last = before.at(-1);
  return last === undefined ? [] : [...before, { ...last, at: end }];
}

function rowsOf(steps: readonly LayerStep[], { time, unit }: Frame): readonly object[] {
  return steps.map(({ at, low, high }) => ({
    x: time.at(at),
    low: inUnit(low, unit),
    high: inUnit(high, unit),
  }));
}

function labels(layers: readonly MemoryLayer[], frame: Frame, encoding: Channels): ChartSpec {
  const { time, unit, top } = frame;
  const room = {
    width: (span: Millis) => (span / time.duration) * PLOT_WIDTH,
    height: (bytes: number) => (bytes / top) * HEIGHT,
  };
  const values = labelRows(layers, room).map(({ at, level, text }) => ({
    x: time.at(at),
    low: inUnit(level, unit),
    text,
  }));
  return {
    data: { values },
    mark: { type: "text", fill: ink.onSeries, baseline: "middle", fontWeight: 500 },
    encoding: { ...encoding, text: { field: "text", type: "nominal" } },
  };
}

function limitMarks(
  budget: BudgetUse | undefined,
  { unit }: Frame,
  { y }: Channels,
): readonly ChartSpec[] {
  if (budget === undefined) return [];
  const name = `${budget.name}: ${formatBytes(budget.limit)}`;
  const data = { values: [{ low: inUnit(budget.limit, unit), name }] };
  const text = { type: "text", align: "right", baseline: "bottom", dy: -3 };
  const label = { y, x: { value: PLOT_WIDTH }, text: { field: "name", type: "nominal" } };
  return [
    { data, mark: { type: "rule", stroke: ink.alarm, strokeWidth: 1.5 }, encoding: { y } },
    { data, mark: { ...text, stroke: ink.paper, strokeWidth: 4 }, encoding: label },
    { data, mark: { ...text, fill: ink.alarm }, encoding: label },
  ];
}

/** A line for each round of evictions, with its number above the plot. */
function evictionMarks(rounds: readonly EvictionRound[], time: TimeAxis): readonly ChartSpec[] {
  if (rounds.length === 0) return [];
  const values = rounds.map(({ ordinal, decision }) => ({
    x: time.at(decision.at),
    n: String(ordinal),
  }));
  const data = { values };
  const x = timeChannel(time, "bare");
  const y = { value: -16 };
  const circle = { shape: "circle", size: 300, fill: ink.paper, stroke: ink.text, opacity: 1 };
  return [
    {
      data,
      mark: { type: "rule", stroke: ink.text, strokeDash: [2, 3], strokeWidth: 1 },
      encoding: { x, y: { value: -7 }, y2: { value: HEIGHT } },
    },
    { data, mark: { type: "point", strokeWidth: 1.5, ...circle }, encoding: { x, y } },
    {
      data,
      mark: { type: "text", fill: ink.text, baseline: "middle", fontWeight: 600 },
      encoding: { x, y, text: { field: "n", type: "nominal" } },
    },
  ];
}
