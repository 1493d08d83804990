import { type Clock, systemClock } from "../../clock.ts";
import { InvalidArgumentError } from "../../errors.ts";
import { checkInvariants, checkUnlocked } from "../engine/check-invariants.ts";
import type { Observer } from "../engine/observer.ts";
import type { Limits, Shortage } from "../engine/limits.ts";
import { heuristicByName } from "../heuristics/registry.ts";
import type { RecursionName } from "../recursion/recursion-for.ts";
import type { Trace } from "../trace/trace.ts";
import { type Baseline, baselineOf } from "./baseline.ts";
import { seededRandom } from "./seeded-random.ts";
import { Simulation } from "./simulation.ts";
import {
  resolveSimulationOptions,
  type ResolvedSimulationOptions,
  type SimulationBudget,
  type SimulationOptions,
} from "./simulation-options.ts";
import { smallestBudget } from "./smallest-budget.ts";

/** A trace with what every run over it is measured against. */
export interface PreparedTrace {
  readonly trace: Trace;
  readonly baseline: Baseline;
  /** No budget below this can work, whatever the policy. */
  readonly smallestBudgetBytes: number;
}

/** The numbers of a run that failed. */
export interface SimulationFailure {
  /** `budget-too-small`: refused without running. */
  readonly why: "nothing-left-to-evict" | "thrashing" | "budget-too-small";
  /** The operator that could not run, by index and name. */
  readonly operator?: number;
  readonly operatorName?: string;
  /** Bytes that would have been resident with its outputs. */
  readonly neededBytes?: number;
  readonly smallestBudgetBytes: number;
}

/** The outcome of one run. For one that failed the figures are those up to the failure. */
export interface SimulationResult {
  /** The name of the trace. */
  readonly trace: string;
  /** The name of the heuristic. */
  readonly policy: string;
  readonly recursion: RecursionName;
  /** The budget as a share of `baselineBytes`, as it was asked for where it was. */
  readonly ratio: number;
  readonly budgetBytes: number;
  /** `oom`: an operator had no room. `thrash`: compute passed its limit. */
  readonly result: "ok" | "oom" | "thrash";
  /** All compute, rematerialized included, over base compute. */
  readonly overhead: number;
  /** Every eviction, by pressure or because its last handle went. */
  readonly evictions: number;
  /** Nanoseconds of operators that had run before. */
  readonly rematNs: number;
  /** The most bytes that were resident at once. */
  readonly peakBytes: number;
  /** The most bytes at once without a budget, when every storage is given back with its last handle. */
  readonly baselineBytes: number;
  /** Nanoseconds of all operators, each run once. */
  readonly baseNs: number;
  /** Milliseconds that the simulation itself took. */
  readonly wallMs: number;
  readonly failure?: SimulationFailure;
}

/** Measures the baseline of a trace once, for any number of runs. */
export function prepareTrace(trace: Trace): PreparedTrace {
  return { trace, baseline: baselineOf(trace), smallestBudgetBytes: smallestBudget(trace) };
}

/**
 * Runs a trace under a budget and checks the books at the end. With `frontier` a hopeless budget is refused without a run; with
 * `paper` it runs into the failure that the paper's simulator would report.
 * @throws InvalidArgumentError, UnknownHeuristicError
 */
export function simulate(
  prepared: PreparedTrace,
  options: SimulationOptions,
  clock: Clock = systemClock,
  observer?: Observer,
): SimulationResult {
  const resolved = resolveSimulationOptions(options);
  const { recursion, deallocation, exponents, sqrtSampling, seed } = resolved;
  const limits = limitsOf(prepared.baseline, resolved);
  const heuristic = heuristicByName(resolved.policy);
  if (recursion === "frontier" && limits.budget < prepared.smallestBudgetBytes)
    return refusal(prepared, resolved, limits.budget);
  const simulation = new Simulation(prepared.trace, {
    heuristic,
    recursion,
    limits,
    deallocation,
    exponents,
    sqrtSampling,
    random: seededRandom(seed),
  });
  simulation.engine.observer = observer;
  const start = clock.now();
  simulation.run();
  const wallMs = clock.now() - start;
  checkInvariants(simulation.engine);
  checkUnlocked(simulation.engine);
  return resultOf(prepared, resolved, simulation, wallMs);
}

function limitsOf(baseline: Baseline, options: ResolvedSimulationOptions): Limits {
  return {
    budget: budgetBytes(baseline, options.budget),
    limit: "hard",
    rematTime: baseline.computeNs * (options.limit - 1),
    leastBytes: options.evicteeMinimumSize,
  };
}

function budgetBytes(baseline: Baseline, budget: SimulationBudget): number {
  const bytes =
    budget.kind === "bytes" ? budget.bytes : Math.floor(baseline.peakBytes * budget.ratio);
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError(`budget must be above 0 bytes, got ${bytes}`);
}

function common(
  { trace, baseline }: PreparedTrace,
  { policy, recursion, budget }: ResolvedSimulationOptions,
  budgetBytes: number,
) {
  return {
    trace: trace.name,
    policy,
    recursion,
    ratio: budget.kind === "ratio" ? budget.ratio : budgetBytes / baseline.peakBytes,
    budgetBytes,
    baselineBytes: baseline.peakBytes,
    baseNs: baseline.computeNs,
  } as const;
}

function refusal(
  prepared: PreparedTrace,
  options: ResolvedSimulationOptions,
  budget: number,
): SimulationResult {
  const { smallestBudgetBytes } = prepared;
  const failure = { why: "budget-too-small", smallestBudgetBytes } as const;
  const nothing = { overhead: 0, evictions: 0, rematNs: 0, peakBytes: 0, wallMs: 0 };
  return { ...common(prepared, options, budget), result: "oom", ...nothing, failure };
}

function resultOf(
  prepared: PreparedTrace,
  options: ResolvedSimulationOptions,
  { engine }: Simulation,
  wallMs: number,
): SimulationResult {
  const { ledger, shortage } = engine;
  const computeNs = prepared.baseline.computeNs;
  const figures = {
    result: resultKind(shortage),
    overhead: computeNs === 0 ? 1 : ledger.clock / computeNs,
    evictions: ledger.evictions,
    rematNs: ledger.rematTime,
    peakBytes: ledger.peakMemory,
    wallMs,
  } as const;
  const failure = failureOf(prepared, engine);
  const run = { ...common(prepared, options, engine.limits.budget), ...figures };
  return failure === undefined ? run : { ...run, failure };
}

function resultKind(shortage: Shortage | undefined): SimulationResult["result"] {
  if (shortage === undefined) return "ok";
  if (shortage.kind === "failed") throw shortage.cause;
  return shortage.kind;
}

function failureOf(
  { trace, smallestBudgetBytes }: PreparedTrace,
  { shortage }: Simulation["engine"],
): SimulationFailure | undefined {
  if (shortage === undefined) return undefined;
  const operatorName = trace.operatorNames[shortage.operator] ?? "";
  const where = { operator: shortage.operator, operatorName, smallestBudgetBytes };
  if (shortage.kind !== "oom") return { why: "thrashing", ...where };
  return { why: "nothing-left-to-evict", neededBytes: shortage.neededBytes, ...where };
}
