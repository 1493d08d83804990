import { InvalidArgumentError } from "../../errors.ts";
import { isRecord } from "../../json.ts";
import { DEALLOCATIONS, type Deallocation } from "../engine/deallocation.ts";
import type { Exponents } from "../heuristics/heuristic.ts";
import { RECURSIONS, type RecursionName } from "../recursion/recursion-for.ts";
import {
  atLeast,
  isFlag,
  isName,
  must,
  oneOf,
  type Rule,
  type Rules,
  stated,
  wrongOption,
} from "../../option-rules.ts";

/** How much memory a run may use: a share of the baseline peak, rounded down, or bytes. */
export type SimulationBudget =
  | { readonly kind: "ratio"; readonly ratio: number }
  | { readonly kind: "bytes"; readonly bytes: number };

/** One run, as plain data that can be sent to a worker. */
export interface SimulationOptions {
  /** A name from the registry of heuristics. */
  readonly policy: string;
  readonly budget: SimulationBudget;
  /** `paper` by default. */
  readonly recursion?: RecursionName;
  /** Total compute over base compute at which a run is called thrashing; 2 by default. */
  readonly limit?: number;
  /** `eager` by default. */
  readonly deallocation?: Deallocation;
  /** Both 1 by default. */
  readonly exponents?: Exponents;
  /** Storages below it, in bytes, are never evicted; 0 by default. */
  readonly evicteeMinimumSize?: number;
  /** Look at about 2·sqrt(n) random candidates for each eviction instead of all. */
  readonly sqrtSampling?: boolean;
  /** For `random` and for sampling; 1 by default. */
  readonly seed?: number;
}

/** Options with their defaults. */
export type ResolvedSimulationOptions = Required<SimulationOptions>;

const DEFAULTS = {
  // There is none for these two: their rules refuse it.
  policy: undefined,
  budget: undefined,
  recursion: "paper",
  limit: 2,
  deallocation: "eager",
  exponents: { time: 1, memory: 1 },
  evicteeMinimumSize: 0,
  sqrtSampling: false,
  seed: 1,
} as const;

const isExponent = atLeast(0);

const isBudget: Rule = (value) =>
  must(
    "a share of the peak or bytes",
    value,
    isBudgetIn(value, "ratio") || isBudgetIn(value, "bytes"),
  );

const areExponents: Rule = (value) => {
  const { time, memory } = isRecord(value) ? value : {};
  const hold = isExponent(time) === undefined && isExponent(memory) === undefined;
  return must("two numbers from 0, `time` and `memory`", value, hold);
};

const RULES: Rules<SimulationOptions> = {
  policy: isName,
  budget: isBudget,
  recursion: oneOf(RECURSIONS),
  limit: atLeast(1),
  deallocation: oneOf(DEALLOCATIONS),
  exponents: areExponents,
  evicteeMinimumSize: atLeast(0),
  sqrtSampling: isFlag,
  seed: (value) => must("a finite number", value, Number.isFinite(value)),
};

/** Checks options and fills in their defaults. @throws InvalidArgumentError */
export function resolveSimulationOptions(options: SimulationOptions): ResolvedSimulationOptions {
  const full = { ...DEFAULTS, ...stated(options) };
  const wrong = wrongOption(full, RULES);
  if (wrong !== undefined) throw new InvalidArgumentError(`${wrong.field} ${wrong.problem}`);
  return full;
}

function isBudgetIn(value: unknown, kind: SimulationBudget["kind"]): boolean {
  return isRecord(value) && value["kind"] === kind && typeof value[kind] === "number";
}
