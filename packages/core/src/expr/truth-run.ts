import type { ComparisonOperator } from "./ast.ts";
import type { NumberRun } from "./number-run.ts";
import type { Numeric } from "./numeric.ts";
import type { Unknown, Values } from "./values.ts";

/** A compiled condition. Logic is Kleene's: an unknown operand matters only if the other operands leave the result open. */
export type TruthRun = (values: Values) => boolean | Unknown;

type Test = (a: Numeric, b: Numeric) => boolean;

// JavaScript compares a number with a bigint by their exact values, as Python does an int with a float.
/** How two numbers compare, by operator. */
export const TESTS: Readonly<Record<ComparisonOperator, Test>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a <= b && a >= b,
  "!=": (a, b) => a < b || a > b,
};

/** True as 1 and false as 0, so that they compare as numbers do. */
export function asNumber(truth: TruthRun): NumberRun {
  return (values) => {
    const value = truth(values);
    return typeof value === "object" ? value : Number(value);
  };
}

/** What stands right of an operand, and how the two compare. */
interface Link {
  readonly test: Test;
  readonly right: NumberRun;
}

/** `a < b <= c`: the first operand and its links, at least one. */
export function comparison(first: NumberRun, links: readonly Link[]): TruthRun {
  const [link, ...others] = links;
  return link !== undefined && others.length === 0 ? pair(first, link) : chain(first, links);
}

function pair(left: NumberRun, { test, right }: Link): TruthRun {
  return (values) => compare(test, left(values), right(values));
}

/** `a < b < c` is `a < b and b < c`, with `b` evaluated once. */
function chain(first: NumberRun, links: readonly Link[]): TruthRun {
  return (values) => {
    let verdict: true | Unknown = true;
    let left = first(values);
    for (const link of links) {
      const right = link.right(values);
      const holds = compare(link.test, left, right);
      if (holds === false) return false;
      if (holds !== true && verdict === true) verdict = holds;
      left = right;
    }
    return verdict;
  };
}

function compare(test: Test, a: Numeric | Unknown, b: Numeric | Unknown): boolean | Unknown {
  if (typeof a === "object") return a;
  return typeof b === "object" ? b : test(a, b);
}

/** `not x` */
export function negation(operand: TruthRun): TruthRun {
  return (values) => {
    const truth = operand(values);
    return typeof truth === "object" ? truth : !truth;
  };
}

/** `or` is decided by the first true operand, `and` by the first false one. */
export function junction(decisive: boolean, operands: readonly TruthRun[]): TruthRun {
  return (values) => {
    let verdict: boolean | Unknown = !decisive;
    for (const operand of operands) {
      const truth = operand(values);
      if (truth === decisive) return decisive;
      if (typeof truth === "object" && typeof verdict !== "object") verdict = truth;
    }
    return verdict;
  };
}
