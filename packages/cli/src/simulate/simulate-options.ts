import { ByteSizeError, parseBytes } from "@spillway/core";
import {
  heuristicByName,
  type Deallocation,
  type RecursionName,
  type SimulationBudget,
  type SimulationOptions,
  type Sweep,
} from "@spillway/core/remat";
import { numberArgument } from "../arguments/number.ts";
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
  readonly trace?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly graph?: string | undefined;
  readonly outputOverwrite?: true | undefined;
  readonly json?: true | undefined;
  readonly quiet?: true | undefined;
  readonly verbose?: true | undefined;
}

const SEEDS = { least: 0, most: 2 ** 32 - 1, whole: true, example: 1 };

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
      limit: numberArgument("--limit", options.limit, { least: 1, example: 2 }),
      deallocation: options.deallocation,
      seed: numberArgument("--seed", options.seed, SEEDS),
    },
  };
}

/** Refuses shares of a peak that are less than a byte. @throws UsageError */
export function checkBudgets(
  runs: readonly SimulationOptions[],
  { peakBytes }: { readonly peakBytes: number },
): void {
  for (const { budget } of runs) {
    if (budget.kind === "bytes" || Math.floor(peakBytes * budget.ratio) > 0) continue;
    const problem = `--budget: ${budget.ratio} of a peak of ${peakBytes} bytes is less than a byte`;
    throw new UsageError(problem, { hint: "--budget 0.5" });
  }
}

/** Below it, a number without a unit was rather meant as a share, a percentage or gigabytes. */
const LEAST_BARE_BYTES = 1000;

function listed(text: string): readonly string[] {
  return text.split(",").map((item) => item.trim());
}

/** A bare number up to 1 is a share of the peak, anything else a size. */
function budget(text: string): SimulationBudget {
  const ratio = Number(text);
  if (text !== "" && ratio > 0 && ratio <= 1) return { kind: "ratio", ratio };
  if (ratio > 1 && ratio < LEAST_BARE_BYTES) {
    const problem = `--budget: \`${text}\` has no unit, and a share of the peak is at most 1`;
    throw new UsageError(problem, { hint: `--budget ${text}GB, or ${text}B for bytes` });
  }
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
