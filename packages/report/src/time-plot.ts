import { ink } from "./palette.ts";
import type { TimeAxis } from "./scales.ts";

/** The plot of every chart over the time of a run is this wide, so that they line up. Pixels. */
export const PLOT_WIDTH = 850;

/** The room for axis labels to the left of it. Pixels. */
const LABEL_WIDTH = 52;

/** An axis up the side of a plot, of the same width in every chart. */
export const sideAxis: Readonly<Record<string, unknown>> = {
  grid: true,
  title: "",
  minExtent: LABEL_WIDTH,
  maxExtent: LABEL_WIDTH,
};

/** Time along the bottom of a plot; without an axis where the plot below has it. */
export function timeChannel(
  time: TimeAxis,
  shown: "labelled" | "bare",
): Readonly<Record<string, unknown>> {
  const scale = { domain: [0, time.at(time.start + time.duration)], nice: false };
  const title = `${time.unit.name} since the first event`;
  const axis = {
    title,
    grid: false,
    titleAnchor: "start",
    titleColor: ink.quiet,
    tickCount: 10,
    labelFlush: false,
  };
  return {
    field: "x",
    type: "quantitative",
    scale,
    axis: shown === "bare" ? null : axis,
  };
}
