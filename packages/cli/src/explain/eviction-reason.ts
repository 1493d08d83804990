import {
  evictionReasonWords,
  formatBytes,
  type Decision,
  type EvictedEvent,
  type EvictionReason,
  type ListEvaluation,
} from "@spillway/core";

/** The parts of a decision that say why something had to go. */
export type DecisionFacts = Pick<Decision, "budgets" | "evaluations" | "request" | "verdict">;

/** Why a resident left memory, in one line; with the figures of the decision where one asked for it. */
export function evictionReason(
  { reason }: EvictedEvent,
  decision: DecisionFacts | undefined,
): string {
  const figures = decision === undefined ? "" : figuresOf(reason, decision);
  return figures === "" ? evictionReasonWords[reason] : figures;
}

function figuresOf(reason: EvictionReason, decision: DecisionFacts): string {
  if (reason === "constraint") return constraintFigures(decision);
  return reason === "budget" ? budgetFigures(decision) : "";
}

/** What fired: `memory_required > (available * 0.70) with memory_required = 95 MB, available = 120 MB`. */
function constraintFigures({ evaluations }: DecisionFacts): string {
  return firedExpressions(evaluations).map(firedWords).join("; ");
}

/** An expression that made lists met, with its values. */
export interface FiredExpression {
  readonly expression: string;
  readonly values: ListEvaluation["results"][number]["values"];
  /** The documented constants. */
  readonly lists: readonly string[];
}

/** The expressions that fired, each once however many lists hold it. */
export function firedExpressions(
  evaluations: readonly ListEvaluation[],
): readonly FiredExpression[] {
  const fired = new Map<string, FiredExpression>();
  for (const { list, outcome, results } of evaluations) {
    if (outcome !== "met") continue;
    for (const { expression, values } of results.filter((result) => result.outcome === "met")) {
      const lists = [...(fired.get(expression)?.lists ?? []), list];
      fired.set(expression, { expression, values, lists });
    }
  }
  return [...fired.values()];
}

function firedWords({ expression, values }: FiredExpression): string {
  const shown = Object.entries(values).map(
    ([name, value]) => `${name} = ${valueWords(name, value)}`,
  );
  return shown.length === 0 ? expression : `${expression} with ${shown.join(", ")}`;
}

/** A value of a constraint for people. */
export function valueWords(name: string, value: FiredExpression["values"][string]): string {
  if (typeof value === "string") return value;
  return name.endsWith("_percent") ? `${value.toFixed(1)} %` : formatBytes(value);
}

function budgetFigures({ budgets, request }: DecisionFacts): string {
  const over = budgets.find(({ limit, placed }) => placed + request.bytes > limit) ?? budgets[0];
  if (over === undefined) return "";
  const { name, limit, placed } = over;
  return `${name} is ${formatBytes(limit)}, ${formatBytes(placed)} of it taken, and ${formatBytes(request.bytes)} more needed`;
}
