import {
  ByteSizeError,
  heuristicByName,
  parseBytes,
  type Deallocation,
  type RecursionName,
  type SimulationBudget,
  type Sweep,
} from "@spillway/core";
import { UsageError } from "../failure/cli-errors.ts";

/** The options of `spillway simulate`, as they are typed. */
export interface SimulateOptions {
  readonly budget: string;
  readonly policy: string;
  readonly recursion: string;
  readonly limit: string;
  readonly deallocation: Deallocation;
  readonly seed: string;
  readonly jobs?: string | undefined;
  readonly report?: string | undefined;
  readonly json?: true | undefined;
  readonly quiet?: true | undefined;
  readonly verbose?: true | undefined;
}

const RECURSIONS: readonly RecursionName[] = ["paper", "frontier"];

/** The sweep that the options describe. @throws UsageError, UnknownPolicyError */
export function sweepOf(options: SimulateOptions): Sweep {
  const policies = listed(options.policy);
  for (const policy of policies) heuristicByName(policy);
  return {
    policies,
    budgets: listed(options.budget).map(budget),
    recursions: listed(options.recursion).map(recursion),
    shared: {
      limit: numberArgument("--limit", options.limit, 1, Infinity),
      deallocation: options.deallocation,
      seed: numberArgument("--seed", options.seed, 0, 2 ** 32 - 1),
    },
  };
}

/** A number that an option was given. @throws UsageError */
export function numberArgument(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new UsageError(`${option}: \`${text}\` is no number from ${least} on`, {
    hint: `${option} ${least + 1}`,
  });
}

function listed(text: string): readonly string[] {
  return text.split(",").map((item) => item.trim());
}

/** A bare number up to 1 is a share of the peak, anything else a size. */
function budget(text: string): SimulationBudget {
  const ratio = Number(text);
  if (text !== "" && ratio > 0 && ratio <= 1) return { kind: "ratio", ratio };
  try {
    const size = parseBytes(text);
    if (size > 0) return { kind: "bytes", bytes: size };
  } catch (cause) {
    if (!(cause instanceof ByteSizeError)) throw cause;
  }
  throw new UsageError(`--budget: \`${text}\` is neither a share of the peak nor a size`, {
    hint: "--budget 0.5,4GB",
  });
}

function recursion(text: string): RecursionName {
  const found = RECURSIONS.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UsageError(`--recursion: \`${text}\` is neither paper nor frontier`, {
    hint: "--recursion paper,frontier",
  });
}
