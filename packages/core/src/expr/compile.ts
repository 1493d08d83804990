import type { Comparison, ComparisonOperator, Expression } from "./ast.ts";
import { compileNumber } from "./compile-number.ts";
import { refuse, type Context } from "./context.ts";
import type { NumberRun } from "./number-run.ts";
import { asNumber, comparison, junction, negation, TESTS, type TruthRun } from "./truth-run.ts";

/** Checks and compiles a whole constraint, which must be true or false. @throws ExpressionError */
export function compile(expression: Expression, context: Context): TruthRun {
  return compileTruth(expression, "a constraint must be true or false", context);
}

/** `use` says what wants a truth value, for the message. */
function compileTruth(expression: Expression, use: string, context: Context): TruthRun {
  switch (expression.kind) {
    case "truth": {
      const { value } = expression;
      return () => value;
    }
    case "comparison":
      return compileComparison(expression, context);
    case "not":
      return negation(compileTruth(expression.operand, "`not` takes true or false", context));
    case "and":
    case "or": {
      const { kind, operands } = expression;
      const use = `\`${kind}\` joins true or false`;
      return junction(
        kind === "or",
        operands.map((each) => compileTruth(each, use, context)),
      );
    }
    default: {
      // Its own mistakes come first: an unknown name is the better message.
      const { span } = compileNumber(expression, context);
      return refuse(`${use}, this is a number; compare it, as in \`… > 0\``, span, context);
    }
  }
}

function compileComparison({ first, links }: Comparison, context: Context): TruthRun {
  const truth = [first, ...links.map(({ operand }) => operand)].find(isTruth);
  const compileOperand = (operand: Expression): NumberRun =>
    truth === undefined
      ? compileNumber(operand, context).run
      : asNumber(compileTruth(operand, "true or false compares with true or false only", context));
  const left = compileOperand(first);
  const rest = links.map(({ operator, operand }) => ({
    test: TESTS[operator],
    right: compileOperand(operand),
  }));
  if (truth !== undefined && !links.every(({ operator }) => EQUALITIES.has(operator))) {
    const problem = "true and false have no order; only `==` and `!=` compare them";
    return refuse(problem, truth.span, context);
  }
  return comparison(left, rest);
}

function isTruth({ kind }: Expression): boolean {
  return TRUTHS.has(kind);
}

const TRUTHS: ReadonlySet<Expression["kind"]> = new Set([
  "truth",
  "comparison",
  "not",
  "and",
  "or",
]);

const EQUALITIES: ReadonlySet<ComparisonOperator> = new Set(["==", "!="]);
