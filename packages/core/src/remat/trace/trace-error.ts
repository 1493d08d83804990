import { SpillwayError } from "../../errors.ts";

/** A place in a trace file; both count from 1. */
export interface TracePosition {
  readonly line: number;
  readonly column: number;
}

/** A trace that cannot be read, and where. */
export class TraceError extends SpillwayError {
  override readonly name: string = "TraceError";
  readonly code = "ERR_TRACE";
  readonly file: string;
  readonly line: number;
  readonly column: number;

  constructor(problem: string, file: string, at: TracePosition, options?: ErrorOptions) {
    super(`${file}:${at.line}:${at.column}: ${problem}`, options);
    this.file = file;
    this.line = at.line;
    this.column = at.column;
  }
}
