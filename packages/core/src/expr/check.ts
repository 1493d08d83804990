import type { Span } from "../text-span.ts";
import type { Comparison, Expression } from "./ast.ts";
import { checkNumber, type CheckContext } from "./check-number.ts";
import { ExpressionError } from "./expression-error.ts";
import type { TruthTerm } from "./term.ts";

/** Checks the names and types of a whole constraint, which must be true or false. @throws ExpressionError */
export function check(expression: Expression, context: CheckContext): TruthTerm {
  const use = "a constraint must be true or false";
  return checkTruth(expression, use, context);
}

/** `use` says what wants a truth value, for the message. */
function checkTruth(expression: Expression, use: string, context: CheckContext): TruthTerm {
  switch (expression.kind) {
    case "truth":
      return { kind: "truth", value: expression.value };
    case "comparison":
      return checkComparison(expression, context);
    case "not": {
      const use = "`not` takes true or false";
      return { kind: "not", operand: checkTruth(expression.operand, use, context) };
    }
    case "and":
    case "or": {
      const { kind, operands } = expression;
      const use = `\`${kind}\` joins true or false`;
      return { kind, operands: operands.map((each) => checkTruth(each, use, context)) };
    }
    default:
      // Its own mistakes come first: an unknown name is the better message.
      checkNumber(expression, context);
      return fail(
        `${use}, this is a number; compare it, as in \`… > 0\``,
        expression.span,
        context,
      );
  }
}

function checkComparison({ operators, operands }: Comparison, context: CheckContext): TruthTerm {
  if (!operands.some(isTruth)) {
    return {
      kind: "comparison",
      operators,
      operands: operands.map((o) => checkNumber(o, context)),
    };
  }
  const use = "true or false compares with true or false only";
  const terms = operands.map((operand) => checkTruth(operand, use, context));
  const equalities = operators.filter((operator) => operator === "==" || operator === "!=");
  if (equalities.length === operators.length) {
    return { kind: "equality", operators: equalities, operands: terms };
  }
  const first = operands.find(isTruth) ?? operands[0];
  const problem = "true and false have no order; only `==` and `!=` compare them";
  return fail(problem, first?.span ?? { start: 0, end: 0 }, context);
}

function isTruth({ kind }: Expression): boolean {
  return (
    kind === "truth" || kind === "comparison" || kind === "not" || kind === "and" || kind === "or"
  );
}

function fail(problem: string, span: Span, { source }: CheckContext): never {
  throw new ExpressionError(problem, source, span);
}
