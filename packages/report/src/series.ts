import { shortened } from "./format.ts";
import { html, join, trusted } from "./html.ts";
import type { Html } from "./html.ts";
import { SERIES, seriesColor } from "./palette.ts";
import type { Stay } from "./stays.ts";

/** How the charts of a report tell residents apart: each by its own colour, or by its pool's when there are many. */
export interface Series {
  readonly by: "resident" | "pool";
  /** Ids or pools, in the order in which they first took memory. */
  readonly names: readonly string[];
  indexOf(stay: Stay): number;
  colorOf(stay: Stay): string;
}

export function seriesOf(stays: readonly Stay[]): Series {
  const ids = new Set(stays.map(({ id }) => id));
  const by = ids.size <= SERIES ? "resident" : "pool";
  const nameOf = (stay: Stay): string => (by === "resident" ? stay.id : stay.pool);
  const names = [...new Set(stays.map(nameOf))];
  const places = new Map(names.map((name, index) => [name, index]));
  const indexOf = (stay: Stay): number => places.get(nameOf(stay)) ?? SERIES;
  return { by, names, indexOf, colorOf: (stay) => seriesColor(indexOf(stay)) };
}

/** What each colour stands for. */
export function seriesKey({ names }: Series): Html {
  const others = names.length > SERIES ? [keyItem(SERIES, "others")] : [];
  return join([...names.slice(0, SERIES).map((name, index) => keyItem(index, name)), ...others]);
}

function keyItem(index: number, name: string): Html {
  const swatch = html`<span class="key" style="background:${trusted(seriesColor(index))}"></span>`;
  return html`<span class="keyed">${swatch}${shortened(name, 56)}</span> `;
}
