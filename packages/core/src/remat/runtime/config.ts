import { ByteSizeError, parseBytes } from "../../bytes.ts";
import { SpillwayError } from "../../errors.ts";
import { DEALLOCATIONS, type Deallocation } from "../engine/deallocation.ts";
import type { Heuristic } from "../heuristics/heuristic.ts";
import { heuristicByName } from "../heuristics/registry.ts";
import { RECURSIONS, type RecursionName } from "../recursion/recursion-for.ts";
import {
  above,
  atLeast,
  isFlag,
  isFunction,
  isName,
  isObject,
  oneOf,
  type Rule,
  type Rules,
  stated,
  wrongOption,
} from "../../option-rules.ts";

/** MegEngine's `DTRConfig`, and what Spillway adds to it. Sizes are bytes, or text such as `"2GB"` with 1024-based units. */
export interface DtrConfig {
  /** Eviction starts when more would be resident. Above 0. */
  readonly evictionThreshold: number | string;
  /** Storages below this are never evicted; 1 MiB by default. */
  readonly evicteeMinimumSize?: number | string;
  /** Exponent of the memory that restoring takes; 1 by default, at least 0. */
  readonly recompMemoryFactor?: number;
  /** Exponent of the time that restoring takes; 1 by default, at least 0. */
  readonly recompTimeFactor?: number;
  /** Look at about 2·sqrt(n) random candidates for each eviction instead of all. */
  readonly sqrtSampling?: boolean;
  /** A name from the registry of heuristics; `dtr-eq` by default. */
  readonly policy?: string;
  readonly deallocation?: Deallocation;
  readonly recursion?: RecursionName;
  /** `soft` (the original's meaning, and the default): evict all that can be, then go on. `hard`: refuse with the numbers. */
  readonly limit?: "soft" | "hard";
  /** Nanoseconds of rematerialization before it is refused as thrashing; unlimited by default. */
  readonly rematLimitNs?: number;
  /** Uniform in [0, 1); for sampling and for the policy `random`. */
  readonly random?: () => number;
}

/** A `DtrConfig` with its defaults, its sizes in bytes and its policy found. */
export interface ResolvedDtrConfig {
  readonly evictionThreshold: number;
  readonly evicteeMinimumSize: number;
  readonly recompMemoryFactor: number;
  readonly recompTimeFactor: number;
  readonly sqrtSampling: boolean;
  readonly heuristic: Heuristic;
  readonly deallocation: Deallocation;
  readonly recursion: RecursionName;
  readonly limit: "soft" | "hard";
  readonly rematLimitNs: number;
  readonly random: () => number;
}

/** A field of a `DtrConfig` or a `RematConfig` that does not exist or cannot be what it is, and which. */
export class DtrConfigError extends SpillwayError {
  override readonly name: string = "DtrConfigError";
  readonly code = "ERR_DTR_CONFIG";
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field} ${problem}`);
    this.field = field;
  }
}

const DEFAULTS = {
  // There is none: its rule refuses it.
  evictionThreshold: undefined,
  evicteeMinimumSize: 2 ** 20,
  recompMemoryFactor: 1,
  recompTimeFactor: 1,
  sqrtSampling: false,
  policy: "dtr-eq",
  deallocation: "eager",
  recursion: "frontier",
  limit: "soft",
  rematLimitNs: Infinity,
  random: Math.random,
} as const;

/** The rules that hold for tensors and for values. */
export const SHARED_RULES: Rules<Omit<DtrConfig, "deallocation" | "recursion">> = {
  evictionThreshold: ofSize(above(0)),
  evicteeMinimumSize: ofSize(atLeast(0)),
  recompMemoryFactor: atLeast(0),
  recompTimeFactor: atLeast(0),
  sqrtSampling: isFlag,
  policy: isName,
  limit: oneOf(["soft", "hard"]),
  rematLimitNs: atLeast(0),
  random: isFunction,
};

const RULES: Rules<DtrConfig> = {
  ...SHARED_RULES,
  deallocation: oneOf(DEALLOCATIONS),
  recursion: oneOf(RECURSIONS),
};

/** Checks a configuration and fills in its defaults. @throws DtrConfigError, UnknownHeuristicError */
export function resolveDtrConfig(config: DtrConfig): ResolvedDtrConfig {
  refuseNoConfig(config);
  const full = { ...DEFAULTS, ...stated(config) };
  refuseWrong(full, RULES);
  const { policy, ...rest } = full;
  const heuristic = heuristicByName(policy);
  if (heuristic.needsFuture) {
    const problem = `${heuristic.name} must know the rest of the program; use it on a trace`;
    throw new DtrConfigError("policy", problem);
  }
  return {
    ...rest,
    heuristic,
    evictionThreshold: sizeOf(rest.evictionThreshold),
    evicteeMinimumSize: sizeOf(rest.evicteeMinimumSize),
  };
}

/** @throws DtrConfigError for what a program without types gives in place of a configuration. */
export function refuseNoConfig(config: unknown): void {
  const problem = isObject(config);
  if (problem === undefined) return;
  throw new DtrConfigError("the configuration", `${problem}; pass { evictionThreshold: "2GB" }`);
}

/** @throws DtrConfigError for the first field that does not exist or breaks its rule. */
export function refuseWrong<Config extends object>(config: Config, rules: Rules<Config>): void {
  const wrong = wrongOption(config, rules);
  if (wrong !== undefined) throw new DtrConfigError(wrong.field, wrong.problem);
}

function ofSize(rule: Rule): Rule {
  return (value) => {
    try {
      return rule(typeof value === "string" ? sizeOf(value) : value);
    } catch (error) {
      if (error instanceof ByteSizeError) return `cannot be read: ${error.message}`;
      throw error;
    }
  };
}

function sizeOf(size: number | string): number {
  return typeof size === "string" ? parseBytes(size, "binary") : size;
}
