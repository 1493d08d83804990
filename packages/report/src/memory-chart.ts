import { formatBytes, formatMillis } from "@spillway/core";
import type { BudgetUse, Millis } from "@spillway/core";
import { availableOn, availablePanel } from "./available-panel.ts";
import type { AvailableReading } from "./available-panel.ts";
import type { Chart } from "./chart.ts";
import { eventPanel } from "./event-panel.ts";
import { grouped } from "./format.ts";
import { html, join } from "./html.ts";
import type { Html } from "./html.ts";
import { memoryLayers, thinned } from "./memory-layers.ts";
import { placedPanel } from "./placed-panel.ts";
import type { EvictionRound, Peak, RunSummary } from "./run-summary.ts";
import { timeAxis } from "./scales.ts";
import { seriesKey } from "./series.ts";
import type { Series } from "./series.ts";
import { table } from "./table.ts";
import type { TimelinePoint } from "./timeline.ts";

/** As many points as a drawing of this width can show. */
const SLOTS = 800;
/** More numbers than this would cover each other. */
const MOST_NUMBERS = 40;

/** The placed bytes of one device over the time of the run, what limits them, and what happened. */
export function memoryChart(run: RunSummary, series: Series, peak: Peak, ordinal: number): Chart {
  const { device } = peak;
  const time = timeAxis(run.start, run.end);
  const readings = availableOn(device, run.entries);
  const rank = series.indexOf.bind(series);
  const placed = placedPanel({
    layers: memoryLayers(run.stays, thinned(run.points, device, SLOTS), {
      device,
      end: run.end,
      rank,
    }),
    series,
    time,
    peak: peak.bytes,
    limit: limitOn(run, device),
    rounds: numbered(run).filter(({ decision }) => decision.request.device === device),
  });
  const available = readings.length > 0 ? [availablePanel(readings, time)] : [];
  return {
    id: `memory-${ordinal}`,
    title: titleOf(peak),
    note: noteOf(run, series),
    spec: { spacing: 16, vconcat: [placed, ...available, eventPanel(run.entries, device, time)] },
    numbers: numbersOf(run, device, readings),
  };
}

function titleOf({ device, bytes, limit }: Peak): string {
  const reached = `Placed memory on ${device} peaked at ${formatBytes(bytes)}`;
  if (limit === undefined) return reached;
  return `${reached}, ${Math.floor((100 * bytes) / limit)} % of its budget`;
}

/** The cap on the device, or on the pool when all that was ever placed is of that pool and on this device. */
function limitOn({ budgets, stays }: RunSummary, device: string): BudgetUse | undefined {
  const ofDevice = budgets.device.get(device);
  if (ofDevice !== undefined) return ofDevice;
  const [first] = stays;
  const alone = stays.every((stay) => stay.pool === first?.pool && stay.device === device);
  return alone && first !== undefined ? budgets.pool.get(first.pool) : undefined;
}

/** The rounds of evictions to be marked by their number: none when there are too many to be told apart. */
function numbered({ rounds }: RunSummary): readonly EvictionRound[] {
  return rounds.length <= MOST_NUMBERS ? rounds : [];
}

function noteOf(run: RunSummary, series: Series): Html {
  const sentences = [
    `Stacked by ${series.by}; hatched while loading.`,
    numbered(run).length > 0 ? "Numbered lines are the evictions explained below." : "",
    run.points.length > SLOTS
      ? "Where changes are denser than the drawing, the highest is shown."
      : "",
  ];
  const text = sentences.filter((sentence) => sentence !== "").join(" ");
  return html`${seriesKey(series)}<br />${text}`;
}

function numbersOf(run: RunSummary, device: string, readings: readonly AvailableReading[]): Html {
  const since = ({ at }: { readonly at: Millis }): string => formatMillis(at - run.start);
  const placed = table<TimelinePoint>({
    caption: `Bytes placed on ${device} after each change`,
    columns: [
      { heading: "Time", kind: "row-header", cell: since },
      {
        heading: "Bytes placed",
        kind: "number",
        cell: ({ byDevice }) => grouped(byDevice.get(device) ?? 0),
      },
      { heading: "Residents", kind: "number", cell: ({ byResident }) => byResident.size },
    ],
    rows: run.points,
  });
  if (readings.length === 0) return placed;
  const available = table<AvailableReading>({
    caption: `Bytes available on ${device}, as read`,
    columns: [
      { heading: "Time", kind: "row-header", cell: since },
      { heading: "Bytes available", kind: "number", cell: ({ bytes }) => grouped(bytes) },
    ],
    rows: readings,
  });
  return join([placed, available]);
}
