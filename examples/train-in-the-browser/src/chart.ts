import { plot } from "./plot.ts";
import type { Plot, Series, Tick } from "./plot.ts";

/** A chart in the page, drawn anew for every step. */
export interface Chart {
  /** @param finding is its title: what the series shows. */
  show(finding: string, series: Series): void;
}

export interface ChartOptions {
  readonly id: string;
  /** What is along the vertical axis. */
  readonly measure: string;
  readonly height: number;
  readonly format: (value: number) => string;
}

/**
 * Adds a chart to the page: a figure with its finding above it. Its colours are the style sheet's, its width is the
 * figure's; the figures that it shows are in the table of the page too.
 */
export function addChart(parent: Element, { id, measure, height, format }: ChartOptions): Chart {
  const title = make("h2", { id: `${id}-finding` });
  const note = make("p", { class: "note" });
  note.textContent = measure;
  const caption = make("figcaption", {});
  caption.append(title, note);
  const svg = draw("svg", { role: "img", "aria-labelledby": `${id}-finding`, height });
  const figure = make("figure", { class: "chart", id });
  figure.append(caption, svg);
  parent.append(figure);
  let shown: Series = { kind: "line", values: [], first: 1, limits: [] };
  const redraw = (): void => {
    const width = Math.max(240, figure.clientWidth);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren(...shapes(plot(shown, { width, height }), shown.kind, width, format));
  };
  new ResizeObserver(redraw).observe(figure);
  return {
    show: (finding, series) => {
      title.textContent = finding;
      shown = series;
      redraw();
    },
  };
}

function shapes(
  plot: Plot,
  kind: Series["kind"],
  width: number,
  format: (value: number) => string,
): readonly SVGElement[] {
  const across = (className: string, at: number): SVGElement =>
    draw("path", { class: className, d: `M52 ${at}H${width}` });
  const y = ({ at, value }: Tick): SVGElement =>
    write(format(value), { class: "tick y", x: 48, y: at + 4 });
  const x = ({ at, value }: Tick): SVGElement =>
    write(String(value), { class: "tick x", x: at, y: plot.base + 16 });
  return [
    ...plot.yTicks.flatMap((tick) => [across("grid", tick.at), y(tick)]),
    ...plot.xTicks.map(x),
    ...(plot.referenceAt === undefined ? [] : [across("reference", plot.referenceAt)]),
    draw("path", { class: kind, d: plot.marks }),
    draw("path", { class: "excess", d: plot.excess }),
    draw("path", { class: "limit", d: plot.limit }),
    ...names(plot, width),
  ];
}

/** The names of the lines. The threshold's stands below its line, where the other's is not. */
function names({ referenceAt, limitAt, right }: Plot, width: number): readonly SVGElement[] {
  const reference = { class: "name reference", x: width, y: (referenceAt ?? 0) - 5 };
  const isBeside = right + 80 < width;
  const limit = { x: isBeside ? right + 4 : width, y: (limitAt ?? 0) + (isBeside ? 4 : 15) };
  const anchor = isBeside ? "start" : "end";
  return [
    ...(referenceAt === undefined ? [] : [write("without a threshold", reference)]),
    ...(limitAt === undefined
      ? []
      : [write("threshold", { class: "name", ...limit, "text-anchor": anchor })]),
  ];
}

function write(text: string, attributes: Record<string, string | number>): SVGElement {
  const element = draw("text", attributes);
  element.textContent = text;
  return element;
}

function draw(
  name: keyof SVGElementTagNameMap,
  attributes: Record<string, string | number>,
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function make(name: keyof HTMLElementTagNameMap, attributes: Record<string, string>): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
