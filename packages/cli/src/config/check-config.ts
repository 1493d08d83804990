import {
  ConstraintListError,
  compilePoolLists,
  constraintConstants,
  documentedPools,
  evictionPolicies,
  type Bytes,
  type ConstraintConstant,
  type ConstraintSources,
  type ListKind,
  type PoolOptions,
} from "@spillway/core";
import { isAbsolute, dirname, resolve } from "node:path";
import { DEVICE_KINDS } from "../arguments/known-names.ts";
import { deviceName, isDeviceName } from "../devices/device-name.ts";
import { ConfigConstraintError } from "./config-error.ts";
import { HOLDER_KINDS, NO_CONFIG, withConstraints, type Config } from "./config.ts";
import type { ConfigValue } from "./config-tree.ts";
import {
  budgetOf,
  choiceOf,
  distinctEntriesOf,
  entriesOf,
  fault,
  listOf,
  textOf,
  textsOf,
  unknownKey,
  unknownThing,
} from "./config-values.ts";
import { poolOptionsOf } from "./pool-config.ts";

type SetKey = (config: Config, value: ConfigValue) => Config;

const KEYS: ReadonlyMap<string, SetKey> = new Map<string, SetKey>([
  ["budgets", (config, value) => ({ ...config, budgets: budgetsOf(value) })],
  ["policy", (config, value) => ({ ...config, policy: policyOf(value) })],
  ["pools", setPools],
  ["holder", (config, value) => ({ ...config, holder: choiceOf(value, HOLDER_KINDS) })],
  ["plugin_modules", (config, value) => ({ ...config, pluginModules: modulesOf(value) })],
]);

const CONSTANTS: ReadonlyMap<string, ConstraintConstant> = new Map(
  constraintConstants.map((constant) => [constant.name, constant]),
);

/**
 * Checks a configuration: known keys, in any case for the documented constants, right types, and every constraint.
 * @throws ConfigError with the place of the first fault.
 */
export function checkConfig(root: ConfigValue): Config {
  return distinctEntriesOf(root, meaningOf).reduce<Config>(
    (config, entry) => {
      const constant = CONSTANTS.get(entry.key.toUpperCase());
      if (constant !== undefined) return setConstant(config, constant, entry.value);
      const set = KEYS.get(entry.key.toLowerCase());
      if (set === undefined) throw unknownKey(entry, knownKeys(entry.key));
      return set(config, entry.value);
    },
    { ...NO_CONFIG, file: root.file.name },
  );
}

/** The CUDA and GPU names of a list are one key. */
function meaningOf(key: string): string {
  const constant = CONSTANTS.get(key.toUpperCase());
  return constant === undefined ? key.toLowerCase() : `${constant.pool} ${constant.list}`;
}

/** Suggestions come in the case that was typed. */
function knownKeys(typed: string): readonly string[] {
  const constants = [...CONSTANTS.keys()];
  const isLower = typed === typed.toLowerCase();
  return [...KEYS.keys(), ...(isLower ? constants.map((name) => name.toLowerCase()) : constants)];
}

function setConstant(
  config: Config,
  { pool, list }: ConstraintConstant,
  value: ConfigValue,
): Config {
  const sources = listOf(value).map(textOf);
  checkList(config, pool, list, value);
  return withConstraints(config, pool, { [list]: sources });
}

function setPools(config: Config, value: ConfigValue): Config {
  return entriesOf(value).reduce((result, entry) => {
    const { key, value: options } = entry;
    if (!documentedPools.has(key)) throw unknownThing("pool", entry, [...documentedPools.keys()]);
    const stated = poolOptionsOf(options, (list, value) => checkList(result, key, list, value));
    const merged = merge(result.pools[key] ?? {}, stated);
    return { ...result, pools: { ...result.pools, [key]: merged } };
  }, config);
}

function merge(before: PoolOptions, stated: PoolOptions): PoolOptions {
  const constraints: ConstraintSources = { ...before.constraints, ...stated.constraints };
  return { ...before, ...stated, constraints };
}

/** A list may be stated by its constant or by its pool: by one of them. */
function checkList({ pools }: Config, pool: string, list: ListKind, value: ConfigValue): void {
  if (pools[pool]?.constraints?.[list] !== undefined) {
    throw fault(value, `states the ${list} list of pool ${pool}, which is stated above`);
  }
  checkConstraints(pool, list, value);
}

/** Compiles a list as the governor will, so that what is wrong is found here, with its place. */
function checkConstraints(pool: string, list: ListKind, value: ConfigValue): void {
  const items = listOf(value);
  try {
    compilePoolLists(pool, { [list]: items.map(textOf) });
  } catch (error) {
    if (!(error instanceof ConstraintListError)) throw error;
    throw constraintError(error, items[error.index] ?? value);
  }
}

function constraintError(error: ConstraintListError, item: ConfigValue): ConfigConstraintError {
  const { file, path, span: whole } = item;
  const written = file.text?.slice(whole?.start, whole?.end) ?? "";
  // What is quoted with escapes or folded over lines does not stand in the file as it is: then all of it is blamed.
  const offset = written.indexOf(error.source);
  const exact = offset !== -1 && whole !== undefined;
  const start = (whole?.start ?? 0) + offset;
  const span = exact ? { start: start + error.span.start, end: start + error.span.end } : whole;
  return new ConfigConstraintError(error.problem, { file, path, span, cause: error });
}

function budgetsOf(value: ConfigValue): Readonly<Record<string, Bytes>> {
  return Object.fromEntries(
    distinctEntriesOf(value, deviceName).map((entry) => {
      if (!isDeviceName(entry.key)) throw unknownThing("device", entry, DEVICE_KINDS);
      return [deviceName(entry.key), budgetOf(entry.value)];
    }),
  );
}

function policyOf(value: ConfigValue): string {
  return choiceOf(
    value,
    evictionPolicies.map(({ name }) => name),
  );
}

/** Paths start from the folder of the file; what is no path is the name of a package. */
function modulesOf(value: ConfigValue): readonly string[] {
  const folder = dirname(value.file.path);
  const isPath = (module: string): boolean => isAbsolute(module) || /^\.\.?[\\/]/.test(module);
  return textsOf(value).map((module) => (isPath(module) ? resolve(folder, module) : module));
}
