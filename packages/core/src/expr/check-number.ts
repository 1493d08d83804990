import { InvariantError } from "../errors.ts";
import { suggest } from "../suggest.ts";
import type { Span } from "../text-span.ts";
import type { Arithmetic, ArithmeticOperator, Call, Expression, Name } from "./ast.ts";
import type { NumericType } from "./arithmetic.ts";
import { ExpressionError } from "./expression-error.ts";
import { fold, isZeroConstant } from "./fold.ts";
import { FUNCTION_NAMES, FUNCTIONS, UNITS } from "./functions.ts";
import type { Variable } from "./scope.ts";
import type { NumberTerm } from "./term.ts";

/** What a check needs to know, and the variables that it finds. */
export interface CheckContext {
  readonly source: string;
  readonly names: ReadonlyMap<string, Variable>;
  /** Names that exist elsewhere, and what to say about them: `is only visible to cache lists`. */
  readonly hiddenNames: ReadonlyMap<string, string>;
  /** Canonical names, in order of first appearance. */
  readonly found: Set<string>;
}

/** Checks an expression that must be a number. @throws ExpressionError */
export function checkNumber(expression: Expression, context: CheckContext): NumberTerm {
  const { span } = expression;
  switch (expression.kind) {
    case "int":
    case "float":
      return { kind: "constant", type: expression.kind, value: expression.value, span };
    case "name":
      return checkName(expression, context);
    case "sign":
      return checkSign(expression.operator, expression.operand, span, context);
    case "arithmetic":
      return checkArithmetic(expression, context);
    case "call":
      return checkCall(expression, context);
    case "truth":
    case "comparison":
    case "not":
    case "and":
    case "or":
      return fail("true or false is not a number here", span, context);
  }
}

function checkName({ name, span }: Name, context: CheckContext): NumberTerm {
  const variable = context.names.get(name);
  if (variable === undefined) return fail(unknownName(name, context), span, context);
  context.found.add(variable.name);
  return { kind: "variable", type: variable.type, name: variable.name, span };
}

function unknownName(name: string, { names, hiddenNames }: CheckContext): string {
  const hidden = hiddenNames.get(name);
  if (hidden !== undefined) return `\`${name}\` ${hidden}`;
  if (FUNCTIONS.has(name)) return `\`${name}\` is a function; write \`${name}(…)\``;
  const meant = suggest(name, candidates(name, [...names.keys(), "True", "False"]));
  if (meant !== undefined) return `unknown name \`${name}\`; did you mean \`${meant}\`?`;
  const known = new Set([...names.values()].map((variable) => variable.name));
  return `unknown name \`${name}\`; the names are ${[...known].join(", ")}`;
}

/** One-letter aliases are near to every short name, so they are candidates only in another case. */
function candidates(name: string, all: readonly string[]): readonly string[] {
  return all.filter((each) => each.length > 3 || each.toLowerCase() === name.toLowerCase());
}

function checkSign(
  operator: "+" | "-",
  expression: Expression,
  span: Span,
  context: CheckContext,
): NumberTerm {
  const operand = checkNumber(expression, context);
  if (operator === "+") return { ...operand, span };
  return fold({ kind: "negate", type: operand.type, operand, span }, context.source);
}

function checkArithmetic(expression: Arithmetic, context: CheckContext): NumberTerm {
  const { operator, span } = expression;
  const left = checkNumber(expression.left, context);
  const right = checkNumber(expression.right, context);
  if (DIVISIONS.has(operator) && isZeroConstant(right)) {
    return fail("division by zero", span, context);
  }
  const type = arithmeticType(operator, left, right);
  return fold({ kind: "arithmetic", type, operator, left, right, span }, context.source);
}

const DIVISIONS: ReadonlySet<ArithmeticOperator> = new Set(["/", "//", "%"]);

function arithmeticType(
  operator: ArithmeticOperator,
  left: NumberTerm,
  right: NumberTerm,
): NumericType {
  if (operator === "/") return "float";
  const type = commonType([left, right]);
  if (type === "float" || left.type === "float" || right.type === "float") return "float";
  if (operator !== "**" || type === "number") return type;
  if (right.kind !== "constant") return "number";
  return right.value < 0 ? "float" : "int";
}

/** The type of a value that may be any of these. */
function commonType(terms: readonly NumberTerm[]): NumericType {
  const types = new Set(terms.map((term) => term.type));
  const [first = "number", ...others] = types;
  return others.length === 0 ? first : "number";
}

function checkCall({ callee, args, span }: Call, context: CheckContext): NumberTerm {
  const { name } = callee;
  const arity = FUNCTIONS.get(name);
  if (arity === undefined) return fail(unknownFunction(name, context), callee.span, context);
  if (args.length < arity.least || args.length > arity.most) {
    return fail(`\`${name}\` takes ${arity.words}, got ${args.length}`, span, context);
  }
  const terms = args.map((arg) => checkNumber(arg, context));
  return fold(callTerm(name, terms, span, context), context.source);
}

function unknownFunction(name: string, { names }: CheckContext): string {
  if (names.has(name)) return `\`${name}\` is a variable, not a function`;
  const meant = suggest(name, FUNCTION_NAMES);
  const hint =
    meant === undefined
      ? `the functions are ${FUNCTION_NAMES.join(", ")}`
      : `did you mean \`${meant}\`?`;
  return `unknown function \`${name}\`; ${hint}`;
}

function callTerm(
  name: string,
  terms: readonly NumberTerm[],
  span: Span,
  context: CheckContext,
): NumberTerm {
  const [operand, digits] = terms;
  if (operand === undefined) throw new InvariantError("every function takes an argument");
  const { type } = operand;
  if (name === "min" || name === "max") {
    return { kind: name, type: commonType(terms), operands: terms, span };
  }
  if (name === "abs") return { kind: "absolute", type, operand, span };
  if (name === "round") return roundTerm(operand, digits, span, context);
  const right = { kind: "constant", type: "int", value: UNITS.get(name) ?? 1, span } as const;
  return { kind: "arithmetic", type, operator: "*", left: operand, right, span };
}

function roundTerm(
  operand: NumberTerm,
  digits: NumberTerm | undefined,
  span: Span,
  context: CheckContext,
): NumberTerm {
  if (digits !== undefined && digits.type !== "int") {
    return fail("the number of digits must be an int", digits.span, context);
  }
  const type = digits === undefined ? "int" : operand.type;
  return { kind: "round", type, operand, digits, span };
}

function fail(problem: string, span: Span, { source }: CheckContext): never {
  throw new ExpressionError(problem, source, span);
}
