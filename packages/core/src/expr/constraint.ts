import { InvalidArgumentError } from "../errors.ts";
import { compile } from "./compile.ts";
import type { Context } from "./context.ts";
import { parse, type ParseLimits } from "./parse.ts";
import { indexScope, type Scope } from "./scope.ts";
import type { Outcome, Values } from "./values.ts";

export type { Outcome, Unavailable, Unknown, Value, Values, Verdict } from "./values.ts";

/** What a constraint may name, and how large it may be. */
export interface ConstraintOptions {
  readonly scope: Scope;
  /** In UTF-16 code units, blanks at the end included; 128 by default, 4096 at most. */
  readonly maxLength?: number;
  /** Levels of parentheses, calls, signs, `not` and `**` inside one another; 32 by default, 256 at most. */
  readonly maxDepth?: number;
  /** Names that exist, but not in this list, and what to say about them: `is only visible to cache lists`. */
  readonly hiddenNames?: ReadonlyMap<string, string>;
}

/** A checked and compiled boolean expression. */
export interface Constraint {
  readonly source: string;
  /** The canonical names that it reads, in order of first appearance. */
  readonly variables: readonly string[];
  /** Never throws, whatever the values: what has no answer is unknown. */
  evaluate(values: Values): Outcome;
}

/** The longest constraint that dgenerate takes, and the default here. */
export const DEFAULT_MAX_LENGTH = 128;
/** How deep parentheses, calls, signs, `not` and `**` may stand in one another. */
export const DEFAULT_MAX_DEPTH = 32;

// What recursion over a tree of this size needs is far below any engine's stack.
const LONGEST = 4096;
const DEEPEST = 256;

const MET: Outcome = Object.freeze({ kind: "met" });
const NOT_MET: Outcome = Object.freeze({ kind: "not-met" });

/**
 * Checks and compiles one constraint.
 * @throws ExpressionError when the source is not a constraint over the scope.
 * @throws InvalidArgumentError when the scope or a limit is wrong.
 */
export function compileConstraint(source: string, options: ConstraintOptions): Constraint {
  const context: Context = {
    source,
    names: indexScope(options.scope),
    hiddenNames: options.hiddenNames ?? new Map(),
    found: new Set(),
  };
  const run = compile(parse(source, limits(options)), context);
  return Object.freeze({
    source,
    variables: Object.freeze([...context.found]),
    evaluate(values: Values): Outcome {
      const verdict = run(values);
      if (typeof verdict === "object") return verdict;
      return verdict ? MET : NOT_MET;
    },
  });
}

function limits(options: ConstraintOptions): ParseLimits {
  const { maxLength = DEFAULT_MAX_LENGTH, maxDepth = DEFAULT_MAX_DEPTH } = options;
  return {
    maxLength: limit("maxLength", maxLength, LONGEST),
    maxDepth: limit("maxDepth", maxDepth, DEEPEST),
  };
}

function limit(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InvalidArgumentError(`${name} must be an integer from 1 to ${most}, got ${value}`);
}
