import { evictionPolicy, type Bytes } from "@spillway/core";
import { budgetArguments, sizeArgument } from "../arguments/size.ts";
import { UsageError } from "../failure/cli-errors.ts";
import type { Config, HolderKind } from "../config/config.ts";
import { claimFiles, type ClaimedFiles } from "../files/claim-files.ts";

/** The options of every command that runs models. */
export interface GovernedOptions {
  readonly device: string;
  readonly memory?: string | undefined;
  readonly budget?: readonly string[] | undefined;
  readonly policy?: string | undefined;
  readonly holder?: HolderKind | undefined;
  readonly journal?: string | undefined;
  readonly report?: string | undefined;
  readonly trace?: string | undefined;
  readonly outputOverwrite?: true | undefined;
}

/** How models are governed: checked, with paths resolved. */
export interface GovernedSetup {
  readonly budgets: Readonly<Record<string, Bytes>>;
  readonly pools: Config["pools"];
  readonly policy: string;
  readonly holder: HolderKind;
  /** What the run leaves beside its results. */
  readonly files: ClaimedFiles;
}

/** What was typed, over what was configured. `device` is its checked name. @throws UsageError, OutputError, UnknownPolicyError */
export function governedSetup(
  options: GovernedOptions,
  config: Config,
  device: string,
  cwd: string,
): GovernedSetup {
  const { policy, holder } = options;
  return {
    budgets: { ...config.budgets, ...statedBudgets(options, device) },
    pools: config.pools,
    policy: evictionPolicy(policy ?? config.policy ?? "cost-per-byte").name,
    holder: holder ?? config.holder ?? "child-process",
    files: claimFiles(options, cwd),
  };
}

function statedBudgets(
  { memory, budget = [] }: GovernedOptions,
  device: string,
): GovernedSetup["budgets"] {
  const budgets = budgetArguments(budget);
  if (memory === undefined) return budgets;
  if (budgets[device] !== undefined) {
    const problem = `--memory and --budget both state the budget of ${device}; leave one out`;
    throw new UsageError(problem, { hint: `--memory ${memory}` });
  }
  return { ...budgets, [device]: sizeArgument("--memory", memory) };
}
