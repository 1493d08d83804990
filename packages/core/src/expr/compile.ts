import { InvariantError } from "../errors.ts";
import type { ComparisonOperator } from "./ast.ts";
import { compileComparand } from "./compile-number.ts";
import type { Int } from "./integer.ts";
import type { TruthTerm } from "./term.ts";
import type { Unknown, Values } from "./values.ts";

/** A compiled condition. */
export type TruthRun = (values: Values) => boolean | Unknown;

/** Compiles a condition. Logic is Kleene's: an unknown operand matters only if the other operands leave the result open. */
export function compile(term: TruthTerm): TruthRun {
  switch (term.kind) {
    case "truth": {
      const { value } = term;
      return () => value;
    }
    case "comparison":
      return comparison(
        term.operators.map((operator) => NUMBER_TESTS[operator]),
        term.operands.map(compileComparand),
      );
    case "equality":
      return comparison(
        term.operators.map((operator) => TRUTH_TESTS[operator]),
        term.operands.map(compile),
      );
    case "not":
      return negation(compile(term.operand));
    case "and":
      return junction(false, term.operands.map(compile));
    case "or":
      return junction(true, term.operands.map(compile));
  }
}

type Test<T> = (a: T, b: T) => boolean;
type Run<T> = (values: Values) => T | Unknown;

// JavaScript compares a number with a bigint by their exact values, as Python does an int with a float.
const NUMBER_TESTS: Readonly<Record<ComparisonOperator, Test<Int>>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a <= b && a >= b,
  "!=": (a, b) => a < b || a > b,
};

const TRUTH_TESTS: Readonly<Record<"==" | "!=", Test<boolean>>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/** What stands right of an operand, and how the two compare. */
interface Link<T> {
  readonly test: Test<T>;
  readonly right: Run<T>;
}

function comparison<T extends Int | boolean>(
  tests: readonly Test<T>[],
  [first, ...others]: readonly Run<T>[],
): TruthRun {
  const links = tests.flatMap((test, i) => {
    const right = others[i];
    return right === undefined ? [] : [{ test, right }];
  });
  const [link, ...more] = links;
  if (first === undefined || link === undefined) {
    throw new InvariantError("a comparison of fewer than two");
  }
  return more.length === 0 ? pair(first, link) : chain(first, links);
}

function pair<T extends Int | boolean>(left: Run<T>, { test, right }: Link<T>): TruthRun {
  return (values) => compare(test, left(values), right(values));
}

/** `a < b < c` is `a < b and b < c`, with `b` evaluated once. */
function chain<T extends Int | boolean>(first: Run<T>, links: readonly Link<T>[]): TruthRun {
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

function compare<T extends Int | boolean>(
  test: Test<T>,
  a: T | Unknown,
  b: T | Unknown,
): boolean | Unknown {
  if (typeof a === "object") return a;
  return typeof b === "object" ? b : test(a, b);
}

function negation(operand: TruthRun): TruthRun {
  return (values) => {
    const truth = operand(values);
    return typeof truth === "object" ? truth : !truth;
  };
}

/** `or` is decided by the first true operand, `and` by the first false one. */
function junction(decisive: boolean, operands: readonly TruthRun[]): TruthRun {
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
