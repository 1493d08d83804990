import { formatBytes, formatMillis } from "@spillway/core";
import type { Chart, ChartSpec } from "./chart.ts";
import { grouped, listed, percent, times } from "./format.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { spread } from "./label-layout.ts";
import { curveNamer, failureOf, overheadCurves, tightest } from "./overhead-curves.ts";
import type { OverheadCurve, SimulatedRun } from "./overhead-curves.ts";
import { ink, seriesColor } from "./palette.ts";
import { table } from "./table.ts";

/** What the charts of all traces share, so that they can be compared. */
export interface OverheadFrame {
  /** The most overhead that a successful run had. */
  readonly most: number;
  /** All policies, whose places choose their colours. */
  readonly names: readonly string[];
}

const WIDTH = 370;
const HEIGHT = 230;
/** The budget at the right edge, so that labels of curves that reach far still have room. */
const RIGHT = -0.5;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3]];

/** What a trace costs within less and less memory: a curve for each policy, ending where the policy fails. */
export function overheadChart(
  trace: string,
  runs: readonly SimulatedRun[],
  frame: OverheadFrame,
  ordinal: number,
): Chart {
  const curves = overheadCurves(runs);
  return {
    id: `overhead-${ordinal}`,
    size: "small",
    title: titleOf(trace, runs),
    note: html`${hopeless(curves)} Without a budget it takes
    ${formatBytes(runs[0]?.baselineBytes ?? 0)} and ${formatMillis((runs[0]?.baseNs ?? 0) / 1e6)} of
    compute.`,
    spec: {
      width: WIDTH,
      height: HEIGHT,
      title: { text: "× the compute", offset: 8 },
      layer: [
        ...curves.flatMap((curve) => lines(curve, frame)),
        ...ends(curves, frame),
        ...names(curves, frame),
      ],
    },
    numbers: numbersOf(trace, runs),
  };
}

function titleOf(trace: string, runs: readonly SimulatedRun[]): string {
  const best = tightest(runs);
  if (best === undefined) return `${trace} fits in none of the budgets`;
  const { ratio, overhead, policy } = best;
  return `${trace} fits in ${percent(ratio)} of its memory for ${times(overhead)} times the compute, by ${policy}`;
}

/** Policies without a curve, which would otherwise go unmentioned. */
function hopeless(curves: readonly OverheadCurve[]): string {
  const without = curves.filter(({ stretches }) => stretches.length === 0).map(({ name }) => name);
  return without.length === 0 ? "" : `No budget was enough for ${listed(without)}.`;
}

function channels({ most }: OverheadFrame): { readonly x: object; readonly y: object } {
  return {
    x: {
      field: "ratio",
      type: "quantitative",
      scale: { domain: [1, RIGHT], nice: false },
      axis: {
        title: "budget, as a share of the peak without one",
        titleAnchor: "start",
        values: [1, 0.8, 0.6, 0.4, 0.2, 0],
        format: "%",
        grid: false,
      },
    },
    y: {
      field: "overhead",
      type: "quantitative",
      scale: { domain: [1, most], nice: false, zero: false },
      axis: { title: "", tickCount: 5, format: ".2~f" },
    },
  };
}

function lines(curve: OverheadCurve, frame: OverheadFrame): readonly ChartSpec[] {
  const place = frame.names.indexOf(curve.name);
  const stroke = seriesColor(place);
  const strokeDash = DASHES[place % DASHES.length] ?? [];
  return curve.stretches.map((stretch) => ({
    data: { values: stretch.map(({ ratio, overhead }) => ({ ratio, overhead })) },
    mark: { type: "line", stroke, strokeWidth: 2, strokeDash },
    encoding: channels(frame),
  }));
}

/** A mark where a curve ends: a cross where memory ran out, a ring where it thrashed, a dot where no more was tried. */
function ends(curves: readonly OverheadCurve[], frame: OverheadFrame): readonly ChartSpec[] {
  const shapes = { oom: "cross", thrash: "circle", ok: "circle" } as const;
  return curves.flatMap((curve) => {
    const last = curve.stretches.at(-1)?.at(-1);
    if (last === undefined) return [];
    const kind = failureOf(curve)?.result ?? "ok";
    const color = seriesColor(frame.names.indexOf(curve.name));
    const fill = kind === "thrash" ? ink.paper : color;
    const shape = { shape: shapes[kind], fill, stroke: color, strokeWidth: 1.75, opacity: 1 };
    return [
      {
        data: { values: [{ ratio: last.ratio, overhead: last.overhead }] },
        mark: { type: "point", size: kind === "ok" ? 24 : 52, ...shape },
        encoding: channels(frame),
      },
    ];
  });
}

/**
 * The name of each policy, with the budget at which it failed, beside the last curve's end: there it covers no other
 * curve. A line leads to it.
 */
function names(curves: readonly OverheadCurve[], frame: OverheadFrame): readonly ChartSpec[] {
  const xOf = (ratio: number): number => ((1 - ratio) / (1 - RIGHT)) * WIDTH;
  const yOf = (overhead: number): number => HEIGHT * (1 - (overhead - 1) / (frame.most - 1));
  const ended = curves.flatMap((curve) => {
    const last = curve.stretches.at(-1)?.at(-1);
    return last === undefined ? [] : [{ curve, endX: xOf(last.ratio), endY: yOf(last.overhead) }];
  });
  const column = Math.max(...ended.map(({ endX }) => endX)) + 26;
  const labels = ended.map(({ curve, endX, endY }) => {
    const color = seriesColor(frame.names.indexOf(curve.name));
    return { x: column, y: endY, text: labelOf(curve), color, endX, endY };
  });
  return spread(labels).flatMap(nameOf);
}

function nameOf(label: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: string;
  readonly endX: number;
  readonly endY: number;
}): readonly ChartSpec[] {
  const { x, y, text, color, endX, endY } = label;
  const data = { values: [{ name: text }] };
  const at = { x: { value: x }, y: { value: y }, text: { field: "name", type: "nominal" } };
  const leader = { x: { value: endX + 6 }, y: { value: endY }, x2: { value: x - 4 } };
  return [
    {
      data,
      mark: { type: "rule", stroke: color, strokeWidth: 1 },
      encoding: { ...leader, y2: { value: y } },
    },
    {
      data,
      mark: { type: "text", align: "left", baseline: "middle", fontSize: 10.5, fill: ink.text },
      encoding: at,
    },
  ];
}

function labelOf(curve: OverheadCurve): string {
  const failure = failureOf(curve);
  if (failure === undefined) return curve.name;
  return `${curve.name}, ${failure.result} at ${percent(failure.ratio)}`;
}

function numbersOf(trace: string, runs: readonly SimulatedRun[]): Html {
  const name = curveNamer(runs);
  return table<SimulatedRun>({
    caption: `Every run of ${trace}`,
    columns: [
      { heading: "Policy", kind: "row-header", cell: name },
      { heading: "Budget", kind: "number", cell: ({ ratio }) => percent(ratio) },
      { heading: "Bytes", kind: "number", cell: ({ budgetBytes }) => grouped(budgetBytes) },
      { heading: "Result", cell: ({ result }) => result },
      { heading: "Compute", kind: "number", cell: ({ overhead }) => `${overhead.toFixed(4)} ×` },
      { heading: "Evictions", kind: "number", cell: ({ evictions }) => grouped(evictions) },
      {
        heading: "Rematerializing",
        kind: "number",
        cell: ({ rematNs }) => formatMillis(rematNs / 1e6),
      },
      { heading: "Peak bytes", kind: "number", cell: ({ peakBytes }) => grouped(peakBytes) },
      { heading: "Simulated in", kind: "number", cell: ({ wallMs }) => formatMillis(wallMs) },
    ],
    rows: runs,
    rowClass: ({ result }) => (result === "ok" ? undefined : "failed"),
  });
}
