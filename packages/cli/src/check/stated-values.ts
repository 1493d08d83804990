import {
  didYouMean,
  messageOf,
  parseBytes,
  suggest,
  type Scope,
  type Value,
  type Variable,
} from "@spillway/core";
import { UsageError } from "../failure/cli-errors.ts";

/** Figures that the command line gives or replaces, by canonical name. */
export type StatedValues = ReadonlyMap<string, Value>;

/** Reads `--var name=value`. Aliases are understood; the last of one name counts. @throws UsageError */
export function statedValues(assignments: readonly string[], scope: Scope): StatedValues {
  return new Map(assignments.map((assignment) => readAssignment(assignment, scope)));
}

function readAssignment(assignment: string, scope: Scope): readonly [string, Value] {
  const [, name, text] = /^\s*([^=]*?)\s*=(.*)$/s.exec(assignment) ?? [];
  if (name === undefined || text === undefined) {
    const problem = `--var: \`${assignment}\` is not of the form name=value`;
    throw new UsageError(problem, { hint: "--var memory_required=512MB" });
  }
  const variable = scope.find((each) => each.name === name || each.aliases.includes(name));
  if (variable === undefined) throw unknownVariable(name, scope);
  return [variable.name, readValue(variable, text.trim())];
}

function unknownVariable(name: string, scope: Scope): UsageError {
  const names = scope.flatMap((each) => [each.name, ...each.aliases]);
  const near = suggest(name, names);
  const problem = [`--var: unknown name \`${name}\``, didYouMean(name, names)];
  return new UsageError(problem.filter(Boolean).join("; "), {
    details: [`there are: ${scope.map((each) => each.name).join(", ")}`],
    hint: `--var ${near ?? "memory_required"}=512MB`,
  });
}

function readValue(variable: Variable, text: string): Value {
  if (text === "unlimited") return Infinity;
  if (text === "unknown") return { kind: "unknown", reason: "--var says so" };
  return variable.type === "int" ? readInteger(variable, text) : readFloat(variable, text);
}

function readInteger({ name }: Variable, text: string): number {
  if (Number.isSafeInteger(Number(text)) && text !== "") return Number(text);
  try {
    return parseBytes(text);
  } catch (cause) {
    const hint = `--var ${name}=512MB`;
    throw new UsageError(`--var ${name}: ${messageOf(cause)}`, { cause, hint });
  }
}

function readFloat({ name }: Variable, text: string): number {
  const value = Number(text.replace(/%$/, ""));
  if (text !== "" && Number.isFinite(value)) return value;
  const problem = `--var ${name}: \`${text}\` is no number`;
  throw new UsageError(problem, { hint: `--var ${name}=70` });
}
