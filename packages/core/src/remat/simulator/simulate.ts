import { type Clock, systemClock } from "../../clock.ts";
import { checkInvariants, checkUnlocked } from "../engine/check-invariants.ts";
import type { Deallocation } from "../engine/deallocation.ts";
import type { Observer } from "../engine/observer.ts";
import type { Limits, Shortage } from "../engine/limits.ts";
import type { Exponents } from "../heuristics/heuristic.ts";
import { heuristicByName } from "../heuristics/registry.ts";
import type { RecursionName } from "../recursion/recursion-for.ts";
import type { Trace } from "../trace/trace.ts";
import { type Baseline, baselineOf } from "./baseline.ts";
import { seededRandom } from "./seeded-random.ts";
import { Simulation } from "./simulation.ts";
import { smallestBudget } from "./smallest-budget.ts";

/** A trace with what every run over it is measured against. */
export interface PreparedTrace {
  readonly trace: Trace;
  readonly baseline: Baseline;
  /** No budget below this can work, whatever the policy. */
  readonly smallestBudgetBytes: number;
}

/** How much memory a run may use: a share of the baseline peak, rounded down, or bytes. */
export type SimulationBudget =
  | { readonly kind: "ratio"; readonly ratio: number }
  | { readonly kind: "bytes"; readonly bytes: number };

/** One run, as plain data that can be sent to a worker. */
export interface SimulationOptions {
  /** A name from the registry of heuristics. */
  readonly policy: string;
  readonly budget: SimulationBudget;
  readonly recursion?: RecursionName;
  /** Total compute over base compute at which a run is called thrashing; 2 by default. */
  readonly limit?: number;
  readonly deallocation?: Deallocation;
  readonly exponents?: Exponents;
  /** Storages below it are never evicted; 0 by default. */
  readonly evicteeMinimumSize?: number;
  readonly sqrtSampling?: boolean;
  /** For `random` and for sampling. */
  readonly seed?: number;
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
  readonly trace: string;
  readonly policy: string;
  readonly recursion: RecursionName;
  readonly ratio: number;
  readonly budgetBytes: number;
  readonly result: "ok" | "oom" | "thrash";
  /** All compute, rematerialized included, over base compute. */
  readonly overhead: number;
  /** Every eviction, by pressure or because its last handle went. */
  readonly evictions: number;
  readonly rematNs: number;
  readonly peakBytes: number;
  readonly baselineBytes: number;
  readonly baseNs: number;
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
 * @throws UnknownHeuristicError, RangeError
 */
export function simulate(
  prepared: PreparedTrace,
  options: SimulationOptions,
  clock: Clock = systemClock,
  observer?: Observer,
): SimulationResult {
  const { trace, baseline, smallestBudgetBytes } = prepared;
  const budget = budgetBytes(baseline, options.budget);
  const recursion = options.recursion ?? "paper";
  if (recursion === "frontier" && budget < smallestBudgetBytes)
    return refusal(prepared, options, budget);
  const simulation = new Simulation(trace, {
    heuristic: heuristicByName(options.policy),
    recursion,
    limits: limitsOf(baseline, options, budget),
    deallocation: options.deallocation ?? "eager",
    exponents: options.exponents ?? { time: 1, memory: 1 },
    sqrtSampling: options.sqrtSampling ?? false,
    random: seededRandom(options.seed ?? 1),
  });
  simulation.engine.observer = observer;
  const start = clock.now();
  simulation.run();
  const wallMs = clock.now() - start;
  checkInvariants(simulation.engine);
  checkUnlocked(simulation.engine);
  return resultOf(prepared, options, simulation, wallMs);
}

function budgetBytes(baseline: Baseline, budget: SimulationBudget): number {
  const bytes =
    budget.kind === "bytes" ? budget.bytes : Math.floor(baseline.peakBytes * budget.ratio);
  if (bytes > 0) return bytes;
  throw new RangeError(`a budget must be above 0 bytes, got ${bytes}`);
}

function limitsOf(baseline: Baseline, options: SimulationOptions, budget: number): Limits {
  const limit = options.limit ?? 2;
  if (!(limit >= 1)) throw new RangeError(`the limit on compute must be at least 1, got ${limit}`);
  return {
    budget,
    limit: "hard",
    rematTime: baseline.computeNs * (limit - 1),
    leastBytes: options.evicteeMinimumSize ?? 0,
  };
}

function common(prepared: PreparedTrace, options: SimulationOptions, budgetBytes: number) {
  const { trace, baseline } = prepared;
  return {
    trace: trace.name,
    policy: options.policy,
    recursion: options.recursion ?? "paper",
    ratio:
      options.budget.kind === "ratio" ? options.budget.ratio : budgetBytes / baseline.peakBytes,
    budgetBytes,
    baselineBytes: baseline.peakBytes,
    baseNs: baseline.computeNs,
  } as const;
}

function refusal(
  prepared: PreparedTrace,
  options: SimulationOptions,
  budget: number,
): SimulationResult {
  const { smallestBudgetBytes } = prepared;
  const failure = { why: "budget-too-small", smallestBudgetBytes } as const;
  const nothing = { overhead: 0, evictions: 0, rematNs: 0, peakBytes: 0, wallMs: 0 };
  return { ...common(prepared, options, budget), result: "oom", ...nothing, failure };
}

function resultOf(
  prepared: PreparedTrace,
  options: SimulationOptions,
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
