import type { SimulationResult } from "@spillway/core/remat";
import { groupedBy } from "./grouped-by.ts";

/** One simulated run: a trace under a policy within a budget, as `simulate` of the core tells it. */
export type SimulatedRun = Omit<SimulationResult, "recursion" | "failure"> & {
  /** How evicted inputs are brought back, where there is a choice. */
  readonly recursion?: string | undefined;
};

/** The runs of one policy on one trace, from the largest budget to the smallest. */
export interface OverheadCurve {
  readonly name: string;
  readonly runs: readonly SimulatedRun[];
  /** Runs that succeeded with no failure between them. A line joins each. */
  readonly stretches: readonly (readonly SimulatedRun[])[];
}

/** The curves of a trace, by policy in the order in which the policies first occur. */
export function overheadCurves(runs: readonly SimulatedRun[]): readonly OverheadCurve[] {
  const name = curveNamer(runs);
  const groups = groupedBy(runs, name);
  return [...groups].map(([each, members]) => {
    const ordered = members.toSorted((a, b) => b.ratio - a.ratio);
    return { name: each, runs: ordered, stretches: stretchesOf(ordered) };
  });
}

/** Policies by name, with the recursion where there is more than one. */
export function curveNamer(runs: readonly SimulatedRun[]): (run: SimulatedRun) => string {
  const recursions = new Set(runs.map(({ recursion }) => recursion));
  return ({ policy, recursion }) =>
    recursions.size > 1 && recursion !== undefined ? `${policy} (${recursion})` : policy;
}

/** The first failure after the last success, if the curve ends in one. */
export function failureOf({ runs, stretches }: OverheadCurve): SimulatedRun | undefined {
  const last = stretches.at(-1)?.at(-1);
  const after = last === undefined ? 0 : runs.indexOf(last) + 1;
  return runs[after];
}

/** The least memory that a trace fits in, at the least cost there. */
export function tightest(runs: readonly SimulatedRun[]): SimulatedRun | undefined {
  const fitting = runs.filter(({ result }) => result === "ok");
  return fitting.toSorted((a, b) => a.ratio - b.ratio || a.overhead - b.overhead)[0];
}

function stretchesOf(runs: readonly SimulatedRun[]): readonly (readonly SimulatedRun[])[] {
  const stretches: SimulatedRun[][] = [[]];
  for (const run of runs) {
    if (run.result === "ok") stretches.at(-1)?.push(run);
    else stretches.push([]);
  }
  return stretches.filter(({ length }) => length > 0);
}
