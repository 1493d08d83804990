import type { Bytes, ConstraintSources, PoolOptions } from "@spillway/core";

/** Where a model lives: in a child process, whose end returns its memory, or in this process. */
export type HolderKind = "child-process" | "in-process";

export const HOLDER_KINDS: readonly HolderKind[] = ["child-process", "in-process"];

/** A checked configuration. Everything in it is optional. */
export interface Config {
  /** The file it came from, as it is shown; undefined when there is none. */
  readonly file: string | undefined;
  /** By device. */
  readonly budgets: Readonly<Record<string, Bytes>>;
  readonly pools: Readonly<Record<string, PoolOptions>>;
  readonly policy: string | undefined;
  readonly holder: HolderKind | undefined;
  /** Absolute paths and names of packages. */
  readonly pluginModules: readonly string[];
}

export const NO_CONFIG: Config = {
  file: undefined,
  budgets: {},
  pools: {},
  policy: undefined,
  holder: undefined,
  pluginModules: [],
};

/** The same configuration with lists of a pool replaced. */
export function withConstraints(config: Config, pool: string, lists: ConstraintSources): Config {
  const options = config.pools[pool] ?? {};
  const constraints = { ...options.constraints, ...lists };
  return { ...config, pools: { ...config.pools, [pool]: { ...options, constraints } } };
}
