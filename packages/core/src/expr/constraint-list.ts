import { InvalidArgumentError } from "../errors.ts";
import { compileConstraint, type Constraint, type ConstraintOptions } from "./constraint.ts";
import { ConstraintListError, type ListedError } from "./constraint-list-error.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Value, Values, Verdict } from "./values.ts";

/** `any`: one met constraint is enough. `all`: every one must be met. */
export type ListMode = "any" | "all";

/** A value as it was when an expression was evaluated, fit for JSON. */
export type ShownValue = number | "unlimited" | "unknown";

/** What one expression of a list said. */
export interface ExpressionResult {
  readonly expression: string;
  readonly outcome: Verdict;
  /** Why it is unknown. */
  readonly reason?: string;
  /** By canonical name: what the expression reads. */
  readonly values: Readonly<Record<string, ShownValue>>;
}

/** What a list said, and each of its expressions. */
export interface ConstraintListResult {
  readonly outcome: Verdict;
  /** Why it is unknown: the first unknown expression's reason. */
  readonly reason?: string;
  readonly results: readonly ExpressionResult[];
}

/** Constraints that are evaluated together. An empty list is not met, in either mode. */
export interface ConstraintList {
  readonly mode: ListMode;
  readonly constraints: readonly Constraint[];
  /** The canonical names that the constraints read. */
  readonly variables: readonly string[];
  /** Evaluates every expression, and says what each one said. */
  evaluate(values: Values): ConstraintListResult;
  /** The outcome alone: stops at the expression that decides, and allocates nothing unless it is unknown. */
  fires(values: Values): Verdict;
}

/** What a list's constraints may name, and how many of them must be met. */
export interface ConstraintListOptions extends ConstraintOptions {
  readonly mode?: ListMode;
}

/**
 * Checks and compiles every constraint of a list.
 * @throws ConstraintListError naming all that are wrong.
 * @throws InvalidArgumentError when the scope or a limit is wrong, or `sources` is a string.
 */
export function compileConstraintList(
  sources: readonly string[],
  options: ConstraintListOptions,
): ConstraintList {
  const { mode = "any" } = options;
  const constraints = Object.freeze(compileAll(sources, options));
  const variables = new Set(constraints.flatMap((constraint) => constraint.variables));
  return Object.freeze({
    mode,
    constraints,
    variables: Object.freeze([...variables]),
    evaluate: (values: Values) => evaluateAll(constraints, mode, values),
    fires: (values: Values) => decide(constraints, mode, values),
  });
}

function compileAll(sources: string | readonly string[], options: ConstraintOptions): Constraint[] {
  if (typeof sources === "string")
    throw new InvalidArgumentError("a list is an array of constraints");
  const constraints: Constraint[] = [];
  const errors: ListedError[] = [];
  for (const [index, source] of sources.entries()) {
    try {
      constraints.push(compileConstraint(source, options));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      errors.push({ index, error });
    }
  }
  const [first, ...others] = errors;
  if (first !== undefined) throw new ConstraintListError(first, others, sources.length);
  return constraints;
}

function evaluateAll(
  constraints: readonly Constraint[],
  mode: ListMode,
  values: Values,
): ConstraintListResult {
  const results = constraints.map((constraint) => evaluateOne(constraint, values));
  const outcome = combine(
    mode,
    results.map((result) => result.outcome),
  );
  const reason = results.find((result) => result.reason !== undefined)?.reason;
  if (outcome !== "unknown" || reason === undefined) return { outcome, results };
  return { outcome, reason, results };
}

function evaluateOne(constraint: Constraint, values: Values): ExpressionResult {
  const outcome = constraint.evaluate(values);
  return {
    expression: constraint.source,
    outcome: outcome.kind,
    ...(outcome.kind === "unknown" && { reason: outcome.reason }),
    values: Object.fromEntries(constraint.variables.map((name) => [name, shown(values[name])])),
  };
}

function shown(value: Value | undefined): ShownValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "number" || Number.isNaN(value)) return "unknown";
  if (Number.isFinite(value)) return value;
  return value > 0 ? "unlimited" : "unknown";
}

function combine(mode: ListMode, verdicts: readonly Verdict[]): Verdict {
  const { decisive, otherwise } = RULES[mode];
  if (verdicts.length === 0) return "not-met";
  if (verdicts.includes(decisive)) return decisive;
  return verdicts.includes("unknown") ? "unknown" : otherwise;
}

const RULES: Readonly<
  Record<ListMode, { readonly decisive: Verdict; readonly otherwise: Verdict }>
> = {
  any: { decisive: "met", otherwise: "not-met" },
  all: { decisive: "not-met", otherwise: "met" },
};

function decide(constraints: readonly Constraint[], mode: ListMode, values: Values): Verdict {
  if (constraints.length === 0) return "not-met";
  const { decisive, otherwise } = RULES[mode];
  let verdict = otherwise;
  for (const constraint of constraints) {
    const { kind } = constraint.evaluate(values);
    if (kind === decisive) return decisive;
    if (kind === "unknown") verdict = "unknown";
  }
  return verdict;
}
