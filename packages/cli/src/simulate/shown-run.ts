import type { SimulationResult } from "@spillway/core/remat";
import type { SimulationJob } from "./worker-messages.ts";

/** A run of a sweep with its result. */
export interface ShownRun {
  readonly job: SimulationJob;
  readonly result: SimulationResult;
}

/**
 * The run of a sweep that files show: the tightest budget that still went through, which has most of what
 * rematerialization does; where none went through, the loosest.
 */
export function shownRun(
  jobs: readonly SimulationJob[],
  results: readonly SimulationResult[],
): ShownRun | undefined {
  let shown: ShownRun | undefined;
  for (const [index, result] of results.entries()) {
    const job = jobs[index];
    if (job !== undefined && (shown === undefined || isTelling(result, shown.result))) {
      shown = { job, result };
    }
  }
  return shown;
}

function isTelling(one: SimulationResult, other: SimulationResult): boolean {
  const went = one.result === "ok";
  if (went !== (other.result === "ok")) return went;
  return went ? one.ratio < other.ratio : one.ratio > other.ratio;
}
