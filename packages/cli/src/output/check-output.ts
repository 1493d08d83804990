import type { ConstraintListResult } from "@spillway/core";

/** What `spillway check --json` prints. */
export interface CheckOutput extends Pick<ConstraintListResult, "outcome" | "results"> {
  /** True only when the list is known to be met. */
  readonly met: boolean;
  readonly device: string;
}
