import type { RecursionName } from "../recursion/recursion-for.ts";
import type { SimulationBudget, SimulationOptions } from "./simulation-options.ts";

/** What a sweep varies, and what all of its runs share. */
export interface Sweep {
  readonly policies: readonly string[];
  readonly budgets: readonly SimulationBudget[];
  readonly recursions?: readonly RecursionName[];
  readonly shared?: Omit<SimulationOptions, "policy" | "budget" | "recursion">;
}

/** The runs of a sweep, independent of each other, in the order in which results are listed: policy, recursion, budget. */
export function sweepJobs(sweep: Sweep): readonly SimulationOptions[] {
  const { policies, budgets, recursions = ["paper"], shared = {} } = sweep;
  return policies.flatMap((policy) =>
    recursions.flatMap((recursion) =>
      budgets.map((budget) => ({ ...shared, policy, recursion, budget })),
    ),
  );
}
