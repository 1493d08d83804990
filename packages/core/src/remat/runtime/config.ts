import { parseBytes } from "../../bytes.ts";
import { SpillwayError } from "../../errors.ts";
import type { Deallocation } from "../engine/deallocation.ts";
import type { Heuristic } from "../heuristics/heuristic.ts";
import { heuristicByName } from "../heuristics/registry.ts";
import type { RecursionName } from "../recursion/recursion-for.ts";

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

/** A value in a `DtrConfig` that cannot be, and which. */
export class DtrConfigError extends SpillwayError {
  override readonly name: string = "DtrConfigError";
  readonly code = "ERR_DTR_CONFIG";
  readonly field: keyof DtrConfig;

  constructor(field: keyof DtrConfig, problem: string) {
    super(`${field} ${problem}`);
    this.field = field;
  }
}

const DEFAULTS = {
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

/** Checks a configuration and fills in its defaults. @throws DtrConfigError, ByteSizeError, UnknownHeuristicError */
export function resolveDtrConfig(config: DtrConfig): ResolvedDtrConfig {
  const { policy, ...full } = { ...DEFAULTS, ...config };
  const threshold = sizeOf(full.evictionThreshold);
  if (!(threshold > 0)) throw refused("evictionThreshold", "greater than 0", threshold);
  const heuristic = heuristicByName(policy);
  if (heuristic.needsFuture) {
    const problem = `${heuristic.name} must know the rest of the program; use it on a trace`;
    throw new DtrConfigError("policy", problem);
  }
  return {
    ...full,
    heuristic,
    evictionThreshold: threshold,
    evicteeMinimumSize: atLeastZero("evicteeMinimumSize", sizeOf(full.evicteeMinimumSize)),
    recompMemoryFactor: atLeastZero("recompMemoryFactor", full.recompMemoryFactor),
    recompTimeFactor: atLeastZero("recompTimeFactor", full.recompTimeFactor),
    rematLimitNs: atLeastZero("rematLimitNs", full.rematLimitNs),
  };
}

function sizeOf(size: number | string): number {
  return typeof size === "string" ? parseBytes(size, "binary") : size;
}

function atLeastZero(field: keyof DtrConfig, value: number): number {
  if (value >= 0) return value;
  throw refused(field, "at least 0", value);
}

function refused(field: keyof DtrConfig, limit: string, value: number): DtrConfigError {
  return new DtrConfigError(field, `must be ${limit}, got ${value}`);
}
