/** A half-open range of UTF-16 offsets in a source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The line of `source` that holds `span`, with carets under it, indented by two spaces. A span that runs past its
 * line is cut there; an empty span gets one caret. Control characters are shown as spaces so that the carets line up.
 */
export function excerpt(source: string, span: Span): string {
  const lineStart = source.slice(0, span.start).lastIndexOf("\n") + 1;
  const newline = source.indexOf("\n", lineStart);
  const lineEnd = newline === -1 ? source.length : newline;
  const line = printable(source.slice(lineStart, lineEnd));
  const width = Math.max(1, Math.min(span.end, lineEnd) - span.start);
  return `  ${line}\n  ${" ".repeat(span.start - lineStart)}${"^".repeat(width)}`;
}

function printable(line: string): string {
  return line.replace(/[\u0000-\u001f\u007f]/g, " ");
}
