import type { JournalEntry } from "@spillway/core";
import type { ChartSpec } from "./chart.ts";
import { ink } from "./palette.ts";
import type { TimeAxis } from "./scales.ts";
import { PLOT_WIDTH, sideAxis, timeChannel } from "./time-plot.ts";

/** A sort of event, with a row and a shape of its own. */
interface EventRow {
  readonly name: string;
  readonly shape: string;
  readonly color: string;
  readonly shows: (entry: JournalEntry) => boolean;
}

const ROWS: readonly EventRow[] = [
  row("load", "triangle-up", ink.text, (entry) => entry.kind === "load-started"),
  row("failure", "cross", ink.alarm, (entry) => entry.kind === "load-failed"),
  row("lease", "stroke", ink.text, (entry) => entry.kind === "leased"),
  row("guard", "diamond", ink.text, ofVerdict("guard", ["admit", "evict", "proceed"])),
  row("wait", "square", ink.text, ofVerdict("acquire", ["wait"])),
  row("refusal", "cross", ink.alarm, ofVerdict("acquire", ["refuse"])),
  row("eviction", "triangle-down", ink.alarm, (entry) => entry.kind === "evicted"),
];

const ROW_HEIGHT = 18;
/** Marks nearer to each other than this, in pixels, are drawn once. */
const NEAREST = 1;

/** What happened on a device and when: one row of marks for each sort of event that occurred. */
export function eventPanel(
  entries: readonly JournalEntry[],
  device: string,
  time: TimeAxis,
): ChartSpec {
  const here = entries.filter((entry) => deviceOf(entry) === device);
  const occurred = ROWS.filter(({ shows }) => here.some(shows));
  // A plot without a layer cannot be drawn, and this one has the axis of those above it.
  const rows = occurred.length === 0 ? ROWS.slice(0, 1) : occurred;
  return {
    width: PLOT_WIDTH,
    height: rows.length * ROW_HEIGHT,
    layer: rows.map(({ name, shape, color, shows }) => ({
      data: { values: marks(here.filter(shows), time).map((x) => ({ x, row: name })) },
      mark: {
        type: "point",
        shape: shape,
        size: 46,
        opacity: 1,
        fill: color,
        stroke: color,
        strokeWidth: shape === "stroke" ? 1.25 : 0,
        angle: shape === "stroke" ? 90 : 0,
      },
      encoding: {
        x: timeChannel(time, "labelled"),
        y: {
          field: "row",
          type: "nominal",
          scale: { domain: rows.map((each) => each.name) },
          axis: sideAxis,
        },
      },
    })),
  };
}

function row(
  name: string,
  shape: string,
  color: string,
  shows: (entry: JournalEntry) => boolean,
): EventRow {
  return { name, shape, color, shows };
}

function ofVerdict(request: "guard" | "acquire", verdicts: readonly string[]) {
  return (entry: JournalEntry): boolean =>
    entry.kind === "decision" &&
    entry.request.kind === request &&
    verdicts.includes(entry.verdict.kind);
}

/** Where an event happened; a lease names its resident alone, whose id ends in its device. */
function deviceOf(entry: JournalEntry): string | undefined {
  switch (entry.kind) {
    case "decision":
      return entry.request.device;
    case "leased":
    case "released":
      return entry.id.slice(entry.id.lastIndexOf("@") + 1);
    case "abandoned":
      return undefined;
    case "measured":
    case "load-started":
    case "loaded":
    case "resized":
    case "load-failed":
    case "evicted":
      return entry.device;
  }
}

function marks(entries: readonly JournalEntry[], time: TimeAxis): readonly number[] {
  const pixel = (time.duration / PLOT_WIDTH) * NEAREST;
  const slots = new Map(entries.map(({ at }) => [Math.round((at - time.start) / pixel), at]));
  return [...slots.values()].map((at) => time.at(at));
}
