import { SpillwayError } from "../errors.ts";
import { excerpt, type Span } from "../text-span.ts";

/** How much of the source is shown after the place, so that a message stays short whatever was given. */
const SHOWN_AFTER = 80;

/** A constraint that is not accepted, and the part of it to blame. Thrown when it is configured, never when it is evaluated. */
export class ExpressionError extends SpillwayError {
  override readonly name: string = "ExpressionError";
  readonly code = "ERR_EXPRESSION";
  /** What is wrong, without the excerpt. */
  readonly problem: string;
  readonly source: string;
  readonly span: Span;

  constructor(problem: string, source: string, span: Span, options?: ErrorOptions) {
    super(`${problem}\n${excerpt(clip(source, span), span)}`, options);
    this.problem = problem;
    this.source = source;
    this.span = span;
  }
}

function clip(source: string, span: Span): string {
  const end = span.end + SHOWN_AFTER;
  return source.length > end ? `${source.slice(0, end)}…` : source;
}
