import { evictionPolicy, type Bytes } from "@spillway/core";
import { resolve } from "node:path";
import { budgetArguments, sizeArgument } from "../arguments/size.ts";
import type { Config, HolderKind } from "../config/config.ts";

/** The options of every command that runs models. */
export interface GovernedOptions {
  readonly device: string;
  readonly memory?: string | undefined;
  readonly budget?: readonly string[] | undefined;
  readonly policy?: string | undefined;
  readonly holder?: HolderKind | undefined;
  readonly journal?: string | undefined;
  readonly report?: string | undefined;
}

/** How models are governed: checked, with paths resolved. */
export interface GovernedSetup {
  readonly budgets: Readonly<Record<string, Bytes>>;
  readonly pools: Config["pools"];
  readonly policy: string;
  readonly holder: HolderKind;
  /** Absolute. */
  readonly journal: string | undefined;
  /** Absolute. */
  readonly report: string | undefined;
}

/** What was typed, over what was configured. `device` is its checked name. @throws UsageError, UnknownPolicyError */
export function governedSetup(
  options: GovernedOptions,
  config: Config,
  device: string,
  cwd: string,
): GovernedSetup {
  const { memory, budget = [], policy, holder, journal, report } = options;
  const stated = memory === undefined ? {} : { [device]: sizeArgument("--memory", memory) };
  const absolute = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(cwd, path);
  return {
    budgets: { ...config.budgets, ...budgetArguments(budget), ...stated },
    pools: config.pools,
    policy: evictionPolicy(policy ?? config.policy ?? "cost-per-byte").name,
    holder: holder ?? config.holder ?? "child",
    journal: absolute(journal),
    report: absolute(report),
  };
}
