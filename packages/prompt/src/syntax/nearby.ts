import { excerpt, type Span } from "@spillway/core";

/** Characters shown to either side of a place: prompts are long lines. */
const MARGIN = 50;

/** The line around a span with carets under it, cut where it is long. */
export function nearby(source: string, span: Span): string {
  const start = Math.max(0, span.start - MARGIN);
  const end = Math.min(source.length, span.start + MARGIN, span.end + MARGIN);
  const before = start > 0 ? "…" : "";
  const after = end < source.length ? "…" : "";
  const shift = start - before.length;
  const shown = { start: span.start - shift, end: Math.min(span.end, end) - shift };
  return excerpt(`${before}${source.slice(start, end)}${after}`, shown);
}
