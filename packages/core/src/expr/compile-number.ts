import { didYouMean } from "../suggest.ts";
import type { Span } from "../text-span.ts";
import { DIVISIONS, type Operator } from "./arithmetic.ts";
import type { Call, Expression, Name } from "./ast.ts";
import { refuse, type Context } from "./context.ts";
import { FUNCTION_NAMES, FUNCTIONS } from "./functions.ts";
import { variable } from "./number-run.ts";
import { arithmetic, constant, fold, type NumberTerm } from "./number-term.ts";

/** Checks and compiles an expression that must be a number. @throws ExpressionError */
export function compileNumber(expression: Expression, context: Context): NumberTerm {
  const { kind, span } = expression;
  switch (kind) {
    case "int":
    case "float":
      return constant(kind, expression.value, span);
    case "name":
      return compileName(expression, context);
    case "sign": {
      const operand = compileNumber(expression.operand, context);
      if (expression.operator === "+") return { ...operand, span };
      // -x is 0 - x, since the sign of a zero never shows.
      return compileOperator("-", constant("int", 0, span), operand, span, context);
    }
    case "arithmetic": {
      const left = compileNumber(expression.left, context);
      const right = compileNumber(expression.right, context);
      return compileOperator(expression.operator, left, right, span, context);
    }
    case "call":
      return compileCall(expression, context);
    default:
      return refuse("true or false is not a number here", span, context);
  }
}

function compileOperator(
  operator: Operator,
  left: NumberTerm,
  right: NumberTerm,
  span: Span,
  context: Context,
): NumberTerm {
  if (DIVISIONS.has(operator) && right.constant === 0) refuse("division by zero", span, context);
  return fold(arithmetic(operator, left, right, span), [left, right], context.source);
}

function compileName({ name, span }: Name, context: Context): NumberTerm {
  const found = context.names.get(name);
  if (found === undefined) return refuse(unknownName(name, context), span, context);
  context.found.add(found.name);
  return { type: found.type, span, run: variable(found.name, found.type, span) };
}

function unknownName(name: string, { names, hiddenNames }: Context): string {
  const hidden = hiddenNames.get(name);
  if (hidden !== undefined) return `\`${name}\` ${hidden}`;
  if (FUNCTIONS.has(name)) return `\`${name}\` is a function; write \`${name}(…)\``;
  const near = candidates(name, [...names.keys(), "True", "False"]);
  const known = new Set([...names.values()].map((variable) => variable.name));
  const hint = didYouMean(name, near) ?? `the names are ${[...known].join(", ")}`;
  return `unknown name \`${name}\`; ${hint}`;
}

/** One-letter aliases are near to every short name, so they are candidates only in another case. */
function candidates(name: string, all: readonly string[]): readonly string[] {
  return all.filter((each) => each.length > 3 || each.toLowerCase() === name.toLowerCase());
}

function compileCall({ callee, args, span }: Call, context: Context): NumberTerm {
  const { name } = callee;
  const { source } = context;
  const called = FUNCTIONS.get(name);
  if (called === undefined) return refuse(unknownFunction(name, context), callee.span, context);
  const { least, most, arity, apply } = called;
  const [first, ...others] = args.map((arg) => compileNumber(arg, context));
  if (first === undefined || args.length < least || args.length > most) {
    return refuse(`\`${name}\` takes ${arity}, got ${args.length}`, span, context);
  }
  return fold(apply({ first, others, span, source }), [first, ...others], source);
}

function unknownFunction(name: string, { names }: Context): string {
  if (names.has(name)) return `\`${name}\` is a variable, not a function`;
  const hint = didYouMean(name, FUNCTION_NAMES) ?? `the functions are ${FUNCTION_NAMES.join(", ")}`;
  return `unknown function \`${name}\`; ${hint}`;
}
