import type { Bytes } from "../bytes.ts";
import { wholeBytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import { InvalidArgumentError } from "../errors.ts";
import type { ListMode } from "../expr/constraint-list.ts";
import {
  atLeast,
  isFlag,
  isList,
  isNumber,
  isObject,
  oneOf,
  type Rules,
  stated,
  wrongOption,
} from "../option-rules.ts";
import type { ResidentTerms } from "./loader.ts";
import type { PoolLists } from "./constraint-lists.ts";
import type { ConstraintSources } from "./pool-defaults.ts";
import { compilePoolLists } from "./pool-lists.ts";

/** How a pool is governed. What an acquire states for its resident wins over the pool. */
export interface PoolOptions extends ResidentTerms {
  /** Replaces the documented default of each list that it names. */
  readonly constraints?: ConstraintSources | undefined;
  /** Whether one met constraint of a list is enough (`any`, the default) or `all` must be met. */
  readonly mode?: ListMode | undefined;
  /** A hard cap on the pool's bytes on all devices together. */
  readonly budget?: number | undefined;
}

/** A pool's options, checked and with their defaults. */
export interface PoolRules {
  readonly name: string;
  readonly lists: PoolLists;
  readonly budget: Bytes | undefined;
  readonly priority: number;
  readonly pinned: boolean;
  readonly idleMs: Millis | undefined;
  readonly minimumStayMs: Millis;
  readonly waitMs: Millis;
}

const LIST_RULES: Rules<ConstraintSources> = { device: isList, gc: isList, cache: isList };

const RULES: Rules<PoolOptions> = {
  constraints: isObject,
  mode: oneOf(["any", "all"]),
  budget: isNumber,
  priority: isNumber,
  pinned: isFlag,
  idleMs: atLeast(0),
  minimumStayMs: atLeast(0),
  waitMs: atLeast(0),
};

/** @throws ConstraintListError for a wrong constraint, InvalidArgumentError for another wrong option. */
export function poolRules(name: string, options: PoolOptions, waitMs: Millis): PoolRules {
  const given = stated(options);
  const wrong =
    wrongOption(given, RULES) ?? wrongOption(stated(given.constraints ?? {}), LIST_RULES);
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`the ${wrong.field} of pool ${name} ${wrong.problem}`);
  }
  return {
    name,
    lists: compilePoolLists(name, options.constraints, options.mode),
    budget:
      options.budget === undefined
        ? undefined
        : wholeBytes(options.budget, `the budget of pool ${name}`),
    priority: options.priority ?? 0,
    pinned: options.pinned ?? false,
    idleMs: options.idleMs,
    minimumStayMs: options.minimumStayMs ?? 0,
    waitMs: options.waitMs ?? waitMs,
  };
}
