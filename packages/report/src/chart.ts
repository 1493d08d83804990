import { InvariantError } from "@spillway/core";
import { html, printable, trusted } from "./html.ts";
import type { Html } from "./html.ts";
import { ink } from "./palette.ts";

/** A Vega-Lite specification. Of its texts, those from outside must be values of data rows, never field names. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** A chart with what it says. */
export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  /** The finding, as a sentence. */
  readonly title: string;
  /** How to read it. */
  readonly note?: Html | undefined;
  readonly spec: ChartSpec;
  /** A small one shares its row with others. */
  readonly size?: "small" | undefined;
  /** The numbers behind it. */
  readonly numbers: Html;
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const axis = {
  labelColor: ink.quiet,
  labelFont: FONT,
  labelFontSize: 11,
  titleColor: ink.quiet,
  titleFont: FONT,
  titleFontSize: 11,
  titleFontWeight: "normal",
  gridColor: ink.grid,
  domain: false,
  ticks: false,
  labelPadding: 6,
};

const config = {
  aria: false,
  font: FONT,
  background: "transparent",
  view: { stroke: null },
  axis,
  title: { color: ink.quiet, font: FONT, fontSize: 11, fontWeight: "normal", anchor: "start" },
  text: { font: FONT, fontSize: 11 },
};

/** A figure: the chart as drawn by Vega, its finding above it, and its numbers in a table that unfolds. */
export async function figure(chart: Chart): Promise<Html> {
  const svg = await drawn(chart);
  const note = chart.note === undefined ? undefined : html`<p class="note">${chart.note}</p>`;
  return html`<figure id="${chart.id}" aria-labelledby="${chart.id}-title">
    <figcaption>
      <h3 id="${chart.id}-title">${chart.title}</h3>
      ${note}
    </figcaption>
    <div class="scroll chart ${chart.size}" role="group" tabindex="0" aria-label="${chart.title}">
      ${svg}
    </div>
    <details>
      <summary>The numbers</summary>
      ${chart.numbers}
    </details>
  </figure>`;
}

/** Vega is loaded only when something is drawn: it is large. */
async function drawn({ spec, title }: Chart): Promise<Html> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const compile: { of(spec: object): { readonly spec: object } } = { of: vegaLite.compile };
  const compiled = compile.of({ ...spec, config }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return rooted(svg, title);
}

/** The drawing as one image with a name, whose colours follow the page. */
function rooted(svg: string, title: string): Html {
  const root = /^<svg [^>]*?width="(?<width>[\d.]+)" height="(?<height>[\d.]+)"[^>]*>/.exec(svg);
  const { width, height } = root?.groups ?? {};
  if (root === null || width === undefined || height === undefined) {
    throw new InvariantError(`Vega has drawn something other than an SVG: ${svg.slice(0, 80)}`);
  }
  const inside = trusted(quieted(svg.slice(root[0].length, -"</svg>".length)));
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    role="img"
    aria-label="${title}"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    ${inside}
  </svg>`;
}

/**
 * Parts of a drawing without roles of their own, for the whole has one name, and to a hundredth of a pixel. Vega
 * escapes markup, but passes on characters that reorder text or have no place in a page.
 */
function quieted(parts: string): string {
  const tags = parts.replace(/<[a-z][^>]*>/g, (tag) =>
    tag.replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, "").replace(/\d+\.\d{3,}/g, hundredths),
  );
  return printable(tags);
}

function hundredths(number: string): string {
  return String(Number(Number(number).toFixed(2)));
}
