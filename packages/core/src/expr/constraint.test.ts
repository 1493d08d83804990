import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { compileConstraint, type ConstraintOptions, type Values } from "./constraint.ts";
import { ExpressionError } from "./expression-error.ts";
import {
  cacheSize,
  hiddenOutsideCacheLists,
  memoryRequired,
  readingVariables,
  type Variable,
} from "./scope.ts";

const options: ConstraintOptions = {
  scope: [...readingVariables, memoryRequired],
  hiddenNames: hiddenOutsideCacheLists,
};

const values: Values = {
  used: 2_000_000_000,
  available: 1_000_000_000,
  total: 4_000_000_000,
  used_percent: 66.7,
  used_total_percent: 50,
  memory_required: 800_000_000,
};

function outcome(source: string, changed: Values = {}): string {
  const result = compileConstraint(source, options).evaluate({ ...values, ...changed });
  return result.kind === "unknown" ? result.reason : result.kind;
}

function refusal(source: string): ExpressionError {
  try {
    compileConstraint(source, options);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`accepted: ${source}`);
}

const unavailable = { kind: "unknown", reason: "nvidia-smi says [N/A]" } as const;
const missing = "available is unknown: nvidia-smi says [N/A]";

describe("compileConstraint", () => {
  test.each([
    ["memory_required > (available * 0.70)", "met"],
    ["memory_required > (available * 0.85)", "not-met"],
    ["weighter_size > (a * 0.70)", "met"],
    ["up > 60 and utp <= 50", "met"],
    ["u + a < t", "met"],
    ["gb(1) <= available < gib(1)", "met"],
    ["not used > 5", "not-met"],
    ["True", "met"],
    ["(used > 1) == (available > 1)", "met"],
    ["(used > 1) != (available < 1) == False", "met"],
    ["max(used, available, kb(3)) == u", "met"],
    ["-2 ** 2 == -4 and 2 ** -1 == 0.5", "met"],
    ["round(2.5) == 2 and round(1250, -2) == 1200 and round(2.675, 2) == 2.67", "met"],
    ["-7 // 2 == -4 and -7 % 3 == 2 and 7 % -3 == -2 and -7.5 // 2 == -4", "met"],
    ["2 ** 53 + 1 > 9007199254740992.0", "met"],
    ["(-1) ** used == 1 and (-1) ** (used + 1) == -1 and 0 ** used == 0", "met"],
    ["2 ** (used - used + 1) * 9007199254740993 == 18014398509481986", "met"],
    ["max(9007199254740992, 9007199254740992.0) + 1 == 9007199254740993", "met"],
    ["max(9007199254740992.0, 9007199254740992) + 1 == 9007199254740992", "met"],
    ["round(up, 10 ** 12) == up and round(up, -(10 ** 12)) == 0", "met"],
    ["round(used, 10 ** 12) == used and round(used, -(10 ** 12)) == 0", "met"],
    ["2 ** 53 + 1 == 9007199254740992.0 + 1", "not-met"],
  ])("%s is %s", (source, expected) => {
    expect(outcome(source)).toBe(expected);
  });

  test.each<[source: string, blamed: string, problem: string]>([
    ["avaliable > 1", "avaliable", "unknown name `avaliable`; did you mean `available`?"],
    ["Used > 1", "Used", "unknown name `Used`; did you mean `used`?"],
    ["true", "true", "unknown name `true`; did you mean `True`?"],
    [
      "x > 1",
      "x",
      "unknown name `x`; the names are used, used_percent, used_total_percent, available, total, memory_required",
    ],
    ["cache_size > 1", "cache_size", "`cache_size` is only visible to cache lists"],
    [
      "used and 5",
      "used",
      "`and` joins true or false, this is a number; compare it, as in `… > 0`",
    ],
    ["True or 5", "5", "`or` joins true or false, this is a number; compare it, as in `… > 0`"],
    ["not used", "used", "`not` takes true or false, this is a number; compare it, as in `… > 0`"],
    [
      "used + 1",
      "used + 1",
      "a constraint must be true or false, this is a number; compare it, as in `… > 0`",
    ],
    ["True + 1 > 0", "True", "true or false is not a number here"],
    ["max(used > 1, 2) > 0", "used > 1", "true or false is not a number here"],
    ["True < False", "True", "true and false have no order; only `==` and `!=` compare them"],
    [
      "used == True",
      "used",
      "true or false compares with true or false only, this is a number; compare it, as in `… > 0`",
    ],
    [
      "sqrt(used) > 1",
      "sqrt",
      "unknown function `sqrt`; the functions are kb, mb, gb, kib, mib, gib, min, max, abs, round",
    ],
    ["rond(used) > 1", "rond", "unknown function `rond`; did you mean `round`?"],
    ["used(1) > 1", "used", "`used` is a variable, not a function"],
    ["max > 1", "max", "`max` is a function; write `max(…)`"],
    ["kb() > 1", "kb()", "`kb` takes 1 argument, got 0"],
    ["gb(1, 2) > 1", "gb(1, 2)", "`gb` takes 1 argument, got 2"],
    ["min(1) > 1", "min(1)", "`min` takes 2 arguments or more, got 1"],
    ["round(1, 2, 3) > 1", "round(1, 2, 3)", "`round` takes 1 or 2 arguments, got 3"],
    ["round(used, 1.0) > 1", "1.0", "the number of digits must be an int"],
    ["used / 0 > 1", "used / 0", "division by zero"],
    ["used % (2 - 2) > 1", "used % (2 - 2)", "division by zero"],
    ["used > 0.0 ** -1", "0.0 ** -1", "division by zero"],
    ["used > (-8) ** 0.5", "(-8) ** 0.5", "complex number"],
    ["used > 9 ** 9 ** 9", "9 ** 9 ** 9", "integer of more than 4096 bits"],
    ["used > 10.0 ** 400", "10.0 ** 400", "number too large for a float"],
    ["False and used > 1 // 0", "1 // 0", "division by zero"],
  ])("refuses %j at %j", (source, blamed, problem) => {
    const error = refusal(source);
    expect(error.problem).toBe(problem);
    expect(source.slice(error.span.start, error.span.end)).toBe(blamed);
    expect(error.code).toBe("ERR_EXPRESSION");
  });

  test.each([
    ["available > 1", missing],
    ["available > 1 and False", "not-met"],
    ["False and available > 1", "not-met"],
    ["available > 1 or True", "met"],
    ["True and available > 1", missing],
    ["not available > 1", missing],
    ["1 < available < 0", missing],
    ["1 < 0 < available", "not-met"],
    ["available < 1 < 0", "not-met"],
    ["(available > 1) == True", missing],
    ["(available > 1) == True == False", "not-met"],
    ["max(1, available) > 1", missing],
    ["round(available + 1) > 1", missing],
    ["used > 1", "met"],
  ])("with available unknown, %s is %s", (source, expected) => {
    expect(outcome(source, { available: unavailable })).toBe(expected);
  });

  test.each<[source: string, changed: Values, expected: string]>([
    ["memory_required > available * 0.7", { available: Infinity }, "not-met"],
    ["used > available - 5", { available: Infinity }, "not-met"],
    ["round(available) > used", { available: Infinity }, "met"],
    [
      "available - total > 1",
      { available: Infinity, total: Infinity },
      "not a number, such as infinity minus infinity",
    ],
    ["used / available > 1", { available: 0 }, "division by zero"],
    ["1.0 ** available == 1", { available: Infinity }, "met"],
    ["(-1.0) ** available == 1", { available: Infinity }, "met"],
    ["used / available == 0", { used: 2n ** 64n, available: Infinity }, "met"],
    ["available / used > 1", { used: 2n ** 64n, available: Infinity }, "met"],
    ["used ** used > 1", {}, "integer of more than 4096 bits"],
    ["used_percent ** used > 1", {}, "number too large for a float"],
    ["(-up) ** utp > 1", { used_total_percent: 0.5 }, "complex number"],
    ["round(up * 1e308) > 1", {}, "infinity cannot be rounded"],
    ["used > 1", { used: undefined }, "used is not given"],
    ["used > 1", { used: 1.5 }, "used is not a whole number: 1.5"],
    ["used > 1", { used: NaN }, "used is not a whole number: NaN"],
    ["up > 1", { used_percent: NaN }, "used_percent is not a number: NaN"],
    ["used > 1", { used: -Infinity }, "used is not a whole number: -Infinity"],
    ["up > 1", { used_percent: 5n }, "met"],
    ["used == 2 ** 64 + 1", { used: 2n ** 64n + 1n }, "met"],
    ["used == 5", { used: 5n }, "met"],
    ["used == 2 ** 60", { used: 2 ** 60 }, "met"],
  ])("%s with %o is %s", (source, changed, expected) => {
    expect(outcome(source, changed)).toBe(expected);
  });

  test("blames the part that has no value", () => {
    const source = "used > 1 and used / available > 1";
    const result = compileConstraint(source, options).evaluate({ ...values, available: 0 });
    if (result.kind !== "unknown") throw new Error(result.kind);
    expect(source.slice(result.span.start, result.span.end)).toBe("used / available");
  });

  test("names the variables that it reads, canonically and once", () => {
    const constraint = compileConstraint("u > a or processor_size > used", options);
    expect(constraint.variables).toEqual(["used", "available", "memory_required"]);
  });

  test("sees an alias and its canonical name as one", () => {
    const names = options.scope.flatMap(({ name, aliases }) => aliases.map((each) => [each, name]));
    expect(names).toHaveLength(16);
    for (const [alias, name] of names) {
      expect(outcome(`${alias} == ${name}`)).toBe("met");
    }
  });

  test("answers with the same object each time, so that nothing is allocated", () => {
    const constraint = compileConstraint("used > available", options);
    expect(constraint.evaluate(values)).toBe(constraint.evaluate({ ...values, used: 1e10 }));
    expect(Object.isFrozen(constraint.evaluate(values))).toBe(true);
  });

  test.each<[what: string, extra: Partial<Variable>, problem: string]>([
    ["a built-in name", { name: "used" }, "taken by another variable: `used`"],
    ["a built-in alias", { name: "weighter_size" }, "taken by another variable: `weighter_size`"],
    ["a unit function", { name: "gb" }, "taken by a function: `gb`"],
    ["a function", { name: "max" }, "taken by a function: `max`"],
    ["a keyword", { name: "lambda" }, "taken by a keyword: `lambda`"],
    ["a colliding alias", { name: "mine", aliases: ["t"] }, "taken by another variable: `t`"],
    [
      "no identifier",
      { name: "my-size" },
      "is not a letter and then letters, digits and _: `my-size`",
    ],
    ["a name from the prototype of objects", { name: "__proto__" }, "is not a letter"],
  ])("refuses an extra variable with %s", (_, extra, problem) => {
    const variable: Variable = { name: "x", aliases: [], type: "int", help: "", ...extra };
    const scope = [...options.scope, variable];
    expect(() => compileConstraint("True", { scope })).toThrow(InvalidArgumentError);
    expect(() => compileConstraint("True", { scope })).toThrow(problem);
  });

  test("reads extra variables", () => {
    const scope = [...options.scope, cacheSize];
    const constraint = compileConstraint("cache_size > gb(1)", { scope });
    expect(constraint.evaluate({ cache_size: 2e9 }).kind).toBe("met");
  });

  test("does not find a value in the prototype of the values", () => {
    const scope: Variable[] = [{ name: "toString", aliases: [], type: "int", help: "" }];
    const result = compileConstraint("toString > 1", { scope }).evaluate({});
    expect(result).toMatchObject({ kind: "unknown", reason: "toString is not given" });
  });

  test.each([0, 1.5, 5000, NaN])("refuses the limit %d", (limit) => {
    expect(() => compileConstraint("True", { ...options, maxLength: limit })).toThrow(
      InvalidArgumentError,
    );
    expect(() => compileConstraint("True", { ...options, maxDepth: limit })).toThrow(
      InvalidArgumentError,
    );
  });

  test("survives the largest limits", () => {
    const large = { ...options, maxLength: 4096, maxDepth: 256 };
    const sum = `${"u+".repeat(2045)}u > 0`;
    expect(compileConstraint(sum, large).evaluate(values).kind).toBe("met");
    const deep = `${"(".repeat(256)}u${")".repeat(256)} > 0`;
    expect(compileConstraint(deep, large).evaluate(values).kind).toBe("met");
  });

  test("throws nothing but an ExpressionError when configured, and nothing at all when evaluated", () => {
    const words =
      "used a up 0 1 2.5 1e300 ( ) - * ** // % / < == and or not max( round( gb( , True".split(" ");
    const soup = fc.array(fc.constantFrom(...words), { maxLength: 12 });
    const comparison = fc.tuple(soup, soup).map(([a, b]) => `${a.join(" ")} < ${b.join(" ")}`);
    const figure = fc.oneof(
      fc.double(),
      fc.maxSafeInteger(),
      fc.bigInt(),
      fc.constant(unavailable),
    );
    fc.assert(
      fc.property(comparison, figure, figure, figure, (source, used, available, used_percent) => {
        const constraint = attempt(source);
        const result = constraint?.evaluate({ used, available, used_percent });
        expect([undefined, "met", "not-met", "unknown"]).toContain(result?.kind);
      }),
      { numRuns: 5000 },
    );
  });
});

function attempt(source: string): ReturnType<typeof compileConstraint> | undefined {
  try {
    return compileConstraint(source, options);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
