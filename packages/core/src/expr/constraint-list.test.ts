import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { compileConstraintList, type ListMode } from "./constraint-list.ts";
import { ConstraintListError } from "./constraint-list-error.ts";
import { readingVariables } from "./scope.ts";
import type { Verdict } from "./values.ts";

const scope = readingVariables;
const values = { used: 5, total: { kind: "unknown", reason: "not reported" } } as const;

/** Expressions that are what their name says, for `values`. */
const said: Readonly<Record<Verdict, string>> = {
  met: "used > 1",
  "not-met": "used > 9",
  unknown: "total > 1",
};

const verdicts: readonly Verdict[] = ["met", "not-met", "unknown"];
const lists: readonly (readonly Verdict[])[] = [
  [],
  ...verdicts.map((a) => [a]),
  ...verdicts.flatMap((a) => verdicts.map((b) => [a, b])),
  ...verdicts.flatMap((a) => verdicts.flatMap((b) => verdicts.map((c) => [a, b, c]))),
];

function expected(list: readonly Verdict[], mode: ListMode): Verdict {
  if (list.length === 0) return "not-met";
  const rank: readonly Verdict[] =
    mode === "any" ? ["met", "unknown", "not-met"] : ["not-met", "unknown", "met"];
  return rank.find((verdict) => list.includes(verdict)) ?? "not-met";
}

function refusal(sources: readonly string[]): ConstraintListError {
  try {
    compileConstraintList(sources, { scope });
  } catch (error) {
    if (error instanceof ConstraintListError) return error;
    throw error;
  }
  throw new Error("accepted");
}

describe("compileConstraintList", () => {
  test.each<ListMode>(["any", "all"])("combines every list of three by mode %s", (mode) => {
    expect(lists).toHaveLength(40);
    for (const list of lists) {
      const compiled = compileConstraintList(
        list.map((verdict) => said[verdict]),
        { scope, mode },
      );
      expect(compiled.evaluate(values).outcome).toBe(expected(list, mode));
      expect(compiled.fires(values)).toBe(expected(list, mode));
      expect(compiled.evaluate(values).results.map((each) => each.outcome)).toEqual(list);
    }
  });

  test("says of every expression what it said, and on which values", () => {
    const list = compileConstraintList(["u > 1", "t > 2 * a", "used > 9"], { scope });
    expect(list.evaluate({ ...values, available: Infinity })).toEqual({
      outcome: "met",
      results: [
        { expression: "u > 1", outcome: "met", values: { used: 5 } },
        {
          expression: "t > 2 * a",
          outcome: "unknown",
          reason: "total is unknown: not reported",
          values: { total: "unknown", available: "unlimited" },
        },
        { expression: "used > 9", outcome: "not-met", values: { used: 5 } },
      ],
    });
  });

  test("gives the first reason when the whole is unknown", () => {
    const list = compileConstraintList(["used > 9", "total > 1", "available > 1"], { scope });
    expect(list.evaluate(values)).toMatchObject({
      outcome: "unknown",
      reason: "total is unknown: not reported",
    });
  });

  test("gives results that JSON carries without loss", () => {
    const list = compileConstraintList(["used > 1", "up < 5", "total > 1"], { scope });
    const result = list.evaluate({ used: 2n ** 40n, used_percent: NaN, total: Infinity });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test("names the variables of all its expressions once", () => {
    const list = compileConstraintList(["u > a", "available > 1"], { scope });
    expect(list.variables).toEqual(["used", "available"]);
  });

  test("checks every expression, and names all that are wrong", () => {
    const error = refusal(["used > 1", "usde > 1", "True", "used &"]);
    expect(error.code).toBe("ERR_EXPRESSION");
    expect(error.index).toBe(1);
    expect(error.errors.map((each) => each.index)).toEqual([1, 3]);
    expect(error.message).toBe(
      [
        "expression 2 of 4: unknown name `usde`; did you mean `used`?",
        "  usde > 1",
        "  ^^^^",
        "expression 4 of 4: the operator `&` is not part of the constraint language; write `and`",
        "  used &",
        "       ^",
      ].join("\n"),
    );
  });

  test("does not number the only expression", () => {
    expect(refusal(["usde > 1"]).message).toMatch(/^unknown name/);
  });

  test("refuses a string in place of a list", () => {
    const text = "used > 1" as unknown as readonly string[];
    expect(() => compileConstraintList(text, { scope })).toThrow(InvalidArgumentError);
  });

  test("agrees with itself: the short answer is the outcome of the long one", () => {
    const expression = fc.constantFrom(...Object.values(said), "used / (used - 5) > 1");
    const mode = fc.constantFrom<ListMode>("any", "all");
    fc.assert(
      fc.property(fc.array(expression), mode, (sources, mode) => {
        const list = compileConstraintList(sources, { scope, mode });
        expect(list.fires(values)).toBe(list.evaluate(values).outcome);
      }),
    );
  });
});
