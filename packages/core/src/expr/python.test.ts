import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Expression } from "./ast.ts";
import { compileNumber } from "./compile-number.ts";
import { compileConstraint } from "./constraint.ts";
import type { Context } from "./context.ts";
import { ExpressionError } from "./expression-error.ts";
import { tagged, type NumberTerm } from "./number-term.ts";
import { parse } from "./parse.ts";
import { indexScope, memoryRequired, readingVariables } from "./scope.ts";
import type { Values } from "./values.ts";

// Made by scripts/python-goldens.py, which says how.
const goldens = JSON.parse(
  readFileSync(new URL("goldens/python.json", import.meta.url), "utf8"),
) as {
  readonly values: readonly Readonly<Record<string, number | string | null>>[];
  readonly numbers: readonly (readonly [source: string, values: number, result: string])[];
  readonly truths: readonly (readonly [source: string, values: number, result: string])[];
  readonly syntax: readonly (readonly [source: string, shape: string | null])[];
};

const scope = [...readingVariables, memoryRequired];
const limits = { maxLength: 128, maxDepth: 32 };

const valueSets: readonly Values[] = goldens.values.map((set) =>
  Object.fromEntries(Object.entries(set).map(([name, value]) => [name, decode(value)])),
);

function decode(value: number | string | null): Values[string] {
  if (value === null) return { kind: "unknown", reason: "test" };
  if (value === "inf") return Infinity;
  return typeof value === "string" ? BigInt(value) : value;
}

function kindOf(reason: string): string {
  const kinds: Readonly<Record<string, string>> = {
    "division by zero": "z",
    "complex number": "c",
    "not a number, such as infinity minus infinity": "n",
    "number too large for a float": "o",
    "integer of more than 4096 bits": "o",
    "infinity cannot be rounded": "o",
  };
  return kinds[reason] ?? reason;
}

function refusedOr(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof ExpressionError) return `x:${kindOf(error.problem)}`;
    throw error;
  }
}

function unknownAs(reason: string): string {
  return reason.endsWith("is unknown: test") ? "u" : `e:${kindOf(reason)}`;
}

/** What Python would show. Beside an unlimited figure Python's ints turn into floats and ours need not: only values count. */
function numberResult(source: string, values: Values, expected: string): string {
  const found = new Set<string>();
  const context: Context = {
    source,
    names: indexScope(scope),
    hiddenNames: new Map(),
    found,
  };
  const term = compileNumber(parse(source, limits), context);
  const value = (term.type === "number" ? tagged(term) : term.run)(values);
  if (typeof value === "object") return unknownAs(value.reason);
  const wanted = expected.slice(2);
  const exact = isInt(term, value) && !Object.values(values).includes(Infinity);
  if (exact) return `i:${BigInt(value)}`;
  const same = Number(wanted.replace("inf", "Infinity")) === Number(value);
  return same ? expected : `f:${value}`;
}

function isInt({ type }: NumberTerm, value: number | bigint): boolean {
  return type === "int" || (type === "number" && typeof value === "bigint");
}

describe("python", () => {
  test("has cases of every outcome", () => {
    const outcomes = new Set(
      [...goldens.numbers, ...goldens.truths].map(([, , r]) => r.slice(0, 3)),
    );
    for (const outcome of ["u", "e:z", "e:o", "e:n", "x:z", "x:o", "b:0", "b:1"]) {
      expect(outcomes).toContain(outcome);
    }
  });

  test("computes the same numbers, to the last bit", () => {
    const wrong = goldens.numbers.filter(([source, index, expected]) => {
      const values = valueSets[index]!;
      return refusedOr(() => numberResult(source, values, expected)) !== expected;
    });
    expect(wrong).toEqual([]);
  });

  test("computes the same truths", () => {
    const wrong = goldens.truths.filter(([source, index, expected]) => {
      const values = valueSets[index]!;
      const actual = refusedOr(() => {
        const outcome = compileConstraint(source, { scope }).evaluate(values);
        if (outcome.kind === "unknown") return unknownAs(outcome.reason);
        return outcome.kind === "met" ? "b:1" : "b:0";
      });
      return actual !== expected;
    });
    expect(wrong).toEqual([]);
  });

  test("accepts the same syntax and groups it the same way", () => {
    const wrong = goldens.syntax.filter(([source, expected]) => shapeOf(source) !== expected);
    expect(wrong).toEqual([]);
  });
});

function shapeOf(source: string): string | null {
  try {
    return shape(parse(source, limits));
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

function shape(node: Expression): string {
  if (node.kind === "truth") return node.value ? "True" : "False";
  if ("value" in node) return String(node.value);
  switch (node.kind) {
    case "name":
      return node.name;
    case "sign":
      return `(${node.operator}${shape(node.operand)})`;
    case "not":
      return `(not ${shape(node.operand)})`;
    case "arithmetic":
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case "and":
    case "or":
      return `(${node.operands.map(shape).join(` ${node.kind} `)})`;
    case "comparison": {
      const links = node.links.map(({ operator, operand }) => ` ${operator} ${shape(operand)}`);
      return `(${shape(node.first)}${links.join("")})`;
    }
    case "call":
      return `${node.callee.name}(${node.args.map(shape).join(", ")})`;
  }
}
