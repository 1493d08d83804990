/** What a chart shows: one value for each step, and what it should stay under. */
export interface Series {
  readonly kind: "bars" | "line";
  readonly values: readonly number[];
  /** The step of the first value. */
  readonly first: number;
  /** One for each value, or none; an infinite one is not drawn. */
  readonly limits: readonly number[];
  /** What to compare the values with. */
  readonly reference?: number | undefined;
}

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** A tick: where it is, in pixels, and its value. */
export interface Tick {
  readonly at: number;
  readonly value: number;
}

/** A chart in pixels: paths of an SVG, and where its labels go. */
export interface Plot {
  readonly marks: string;
  /** Of bars, what passes the limit. */
  readonly excess: string;
  readonly limit: string;
  /** Where the last limit is, if there is one. */
  readonly limitAt: number | undefined;
  readonly referenceAt: number | undefined;
  readonly base: number;
  readonly right: number;
  readonly yTicks: readonly Tick[];
  readonly xTicks: readonly Tick[];
}

/** Room for the labels of the ticks. */
const LEFT = 58;
const RIGHT = 12;
const BOTTOM = 20;
const TOP = 8;
/** A chart is laid out for at least so many steps, so that the first ones do not fill it. */
const LEAST_STEPS = 30;

/** Lays a chart out. Bars and limits take the width of their step. */
export function plot(series: Series, { width, height }: PlotSize): Plot {
  const { kind, values, first, reference } = series;
  const steps = Math.max(LEAST_STEPS, values.length);
  const band = (width - LEFT - RIGHT) / steps;
  const limits = series.limits.map((limit) => (Number.isFinite(limit) ? limit : undefined));
  const most = (Math.max(...values, ...limits.map((l) => l ?? 0), reference ?? 0) || 1) * 1.08;
  const base = height - BOTTOM;
  const x = (index: number): number => round(LEFT + index * band);
  const y = (value: number): number => round(base - ((base - TOP) * value) / most);
  const bar = (index: number, from: number, to: number): string =>
    `M${x(index)} ${y(from)}V${y(to)}h${round(band * 0.8)}V${y(from)}Z`;
  const excess = (value: number, index: number): string =>
    value > (limits[index] ?? Infinity) ? bar(index, limits[index] ?? 0, value) : "";
  const last = limits.at(-1);
  return {
    marks:
      kind === "line"
        ? values.map((value, i) => `${i === 0 ? "M" : "L"}${x(i + 0.4)} ${y(value)}`).join("")
        : values.map((value, i) => bar(i, 0, value)).join(""),
    excess: kind === "line" ? "" : values.map(excess).join(""),
    limit: limits
      .map((limit, i) => (limit === undefined ? "" : `M${x(i)} ${y(limit)}h${round(band)}`))
      .join(""),
    limitAt: last === undefined ? undefined : y(last),
    referenceAt: reference === undefined ? undefined : y(reference),
    base,
    right: x(values.length),
    yTicks: roundValues(most, height < 160 ? 3 : 6).map((value) => ({ at: y(value), value })),
    xTicks: stepTicks(first, steps, width).map((value) => ({ at: x(value - first + 0.4), value })),
  };
}

/** Round values from 0 to at most `most`, about `count` of them above 0: 1, 2 or 5 times a power of ten apart. */
export function roundValues(most: number, count: number): readonly number[] {
  const gap = roundGap(most / count);
  return Array.from({ length: Math.floor(most / gap) + 1 }, (_, index) => index * gap);
}

function roundGap(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((f) => f * power >= least * 0.999) ?? 10;
  return factor * power;
}

function stepTicks(first: number, steps: number, width: number): readonly number[] {
  const gap = Math.max(1, roundGap((steps * 60) / width));
  const from = Math.ceil(first / gap) * gap;
  const all = Array.from({ length: Math.ceil(steps / gap) }, (_, index) => from + index * gap);
  return all.filter((step) => step < first + steps);
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
