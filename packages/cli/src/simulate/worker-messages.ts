import type { SimulationOptions, SimulationResult } from "@spillway/core/remat";
import type { FailureReport } from "../failure/failure-report.ts";

/** One run, as it is sent to a worker. */
export interface SimulationJob {
  /** Its place in the list of results. */
  readonly index: number;
  /** A file or the name of a shipped trace. */
  readonly trace: string;
  readonly options: SimulationOptions;
}

/** What a worker answers: the result, or that reading or running threw. */
export type SimulationAnswer =
  | { readonly kind: "done"; readonly index: number; readonly result: SimulationResult }
  | { readonly kind: "failed"; readonly index: number; readonly failure: FailureReport };
