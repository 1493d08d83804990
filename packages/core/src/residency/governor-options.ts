import type { Clock, Millis } from "../clock.ts";
import { InvalidArgumentError } from "../errors.ts";
import {
  atLeast,
  isList,
  isName,
  isObject,
  type Rules,
  stated,
  wholeFrom,
  wrongOption,
} from "../option-rules.ts";
import type { Probe } from "../probe/reading.ts";
import type { EvictionPolicy } from "./policies/policy.ts";
import type { PoolOptions } from "./pool-options.ts";

/** How a governor is set up. All of it has defaults. */
export interface GovernorOptions {
  /** What can be read. A device without a probe is unknown, and governed by its budget alone. */
  readonly probes?: readonly Probe[] | undefined;
  /** Hard caps in bytes, by device. */
  readonly budgets?: Readonly<Record<string, number>> | undefined;
  readonly pools?: Readonly<Record<string, PoolOptions>> | undefined;
  /** A policy, or the name of one: `cost-per-byte` (default), `lru`, `largest`, `gdsf`, `clear-all`. */
  readonly policy?: string | EvictionPolicy | undefined;
  readonly clock?: Clock | undefined;
  /** How long an acquire waits for leases to end. Five minutes unless stated. */
  readonly waitMs?: Millis | undefined;
  /** Requests that may wait at once. 256 unless stated. */
  readonly maxWaiting?: number | undefined;
  /** After waiting this long a request is not overtaken any more. Two seconds unless stated. */
  readonly overtakeMs?: Millis | undefined;
  /** Journal entries kept in memory, of each sort. 4096 unless stated. */
  readonly journalCapacity?: number | undefined;
}

const RULES: Rules<GovernorOptions> = {
  probes: isList,
  budgets: isObject,
  pools: isObject,
  policy: (value) => (typeof value === "object" ? isObject(value) : isName(value)),
  clock: isObject,
  waitMs: atLeast(0),
  maxWaiting: wholeFrom(0),
  overtakeMs: atLeast(0),
  journalCapacity: wholeFrom(1),
};

/** The options that are stated, without those that are undefined. @throws InvalidArgumentError for one that is unknown or wrong. */
export function checkGovernorOptions(options: GovernorOptions): GovernorOptions {
  const given = stated(options);
  const wrong = wrongOption(given, RULES);
  if (wrong === undefined) return given;
  throw new InvalidArgumentError(`a governor's ${wrong.field} ${wrong.problem}`);
}
