/** How many things can be told apart by colour in one chart. */
export const SERIES = 7;

/** The colour of a series, by its place; everything beyond the palette shares one. Defined in the stylesheet. */
export function seriesColor(index: number): string {
  return index < SERIES ? `var(--s${index + 1})` : "var(--s-other)";
}

/** Names of the stylesheet's colours for what a chart consists of. */
export const ink = {
  text: "var(--ink)",
  quiet: "var(--ink-2)",
  grid: "var(--grid)",
  paper: "var(--paper)",
  alarm: "var(--alarm)",
  onSeries: "var(--on-series)",
} as const;

/** The fill of bytes that are reserved while their load is under way. Defined in the page. */
export const loadingFill = "url(#hatch)";
