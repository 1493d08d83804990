import { groupedBy } from "./grouped-by.ts";

/** One simulated run: a trace under a policy within a budget. */
export interface SimulatedRun {
  readonly trace: string;
  readonly policy: string;
  /** How evicted inputs are brought back, where there is a choice. */
  readonly recursion?: string | undefined;
  /** The budget as a fraction of `baselineBytes`. */
  readonly ratio: number;
  readonly budgetBytes: number;
  /** `oom`: nothing was left to evict. `thrash`: rematerialization passed its limit. */
  readonly result: "ok" | "oom" | "thrash";
  /** Compute in multiples of what the run takes without a budget: 1 when nothing had to be computed again. */
  readonly overhead: number;
  readonly evictions: number;
  readonly rematNs: number;
  readonly peakBytes: number;
  /** The peak without a budget. */
  readonly baselineBytes: number;
  /** The compute without a budget. */
  readonly baseNs: number;
  /** What the simulation itself took. */
  readonly wallMs: number;
}

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

function stretchesOf(runs: readonly SimulatedRun[]): readonly (readonly SimulatedRun[])[] {
  const stretches: SimulatedRun[][] = [[]];
  for (const run of runs) {
    if (run.result === "ok") stretches.at(-1)?.push(run);
    else stretches.push([]);
  }
  return stretches.filter(({ length }) => length > 0);
}
