import { formatBytes, type Decision, type EvictedEvent, type ListEvaluation } from "@spillway/core";

/** The parts of a decision that say why something had to go. */
export type DecisionFacts = Pick<Decision, "budgets" | "evaluations" | "request" | "verdict">;

/** Why a resident left memory, in one line; with the decision where one asked for it. */
export function evictionReason(event: EvictedEvent, decision: DecisionFacts | undefined): string {
  switch (event.reason) {
    case "constraint":
      return decision === undefined ? "a constraint fired" : constraintReason(decision);
    case "budget":
      return decision === undefined ? "a budget was full" : budgetReason(decision);
    case "out-of-memory":
      return "the device ran out of memory";
    case "idle":
      return "it was not used for as long as its pool allows";
    case "aborted":
      return "nobody waited for it any more";
    case "requested":
      return "the program asked for it";
    case "closed":
      return "the run ended";
  }
}

/** What fired: `memory_required > (available * 0.70) with memory_required = 95 MB, available = 120 MB`. */
function constraintReason({ evaluations }: DecisionFacts): string {
  const fired = firedExpressions(evaluations);
  return fired.length === 0 ? "a constraint fired" : fired.map(firedWords).join("; ");
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

function budgetReason({ budgets, request }: DecisionFacts): string {
  const over = budgets.find(({ limit, placed }) => placed + request.bytes > limit) ?? budgets[0];
  if (over === undefined) return "a budget was full";
  const { name, limit, placed } = over;
  return `${name} is ${formatBytes(limit)}, ${formatBytes(placed)} of it taken, and ${formatBytes(request.bytes)} more needed`;
}
