import { SpillwayError } from "@spillway/core";
import type { FailureReport } from "../failure/failure-report.ts";

/** An error that was thrown in a thread: errors lose all but their text on the way, so its report is sent instead. */
export class ThreadError extends SpillwayError {
  override readonly name: string = "ThreadError";
  /** What the error had in its thread. */
  readonly code: string = "ERR_INTERNAL";
  readonly details: readonly string[];
  readonly hint: string | undefined;

  constructor({ code, message, details, fields, hint }: FailureReport) {
    super(message);
    Object.assign(this, fields);
    this.code = code;
    this.details = details;
    this.hint = hint;
  }
}
