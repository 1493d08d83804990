import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ExpressionError } from "./expression-error.ts";
import { parse } from "./parse.ts";

const limits = { maxLength: 128, maxDepth: 32 };

function refusal(source: string): ExpressionError {
  try {
    parse(source, limits);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`accepted: ${source}`);
}

describe("parse", () => {
  test.each<[source: string, blamed: string, problem: string]>([
    ["used > 1; y = 9", ";", "a constraint is one expression; nothing may follow `;`"],
    ["used > 1\nTrue", "\n", "a constraint is one line; nothing may follow a line break"],
    ["used.real > 1", ".", "attribute access is not part of the constraint language"],
    ["used[0] > 1", "[", "lists and subscripts are not part of the constraint language"],
    ["[1] == 1", "[", "lists and subscripts are not part of the constraint language"],
    ["{1} == 1", "{", "sets and dictionaries are not part of the constraint language"],
    ["used = 1", "=", "assignment is not part of the constraint language; a comparison is `==`"],
    ["(y := 1) > 0", ":=", "the assignment `:=` is not part of the constraint language"],
    ["used += 1", "+=", "the assignment `+=` is not part of the constraint language"],
    ["lambda: True", "lambda", "`lambda` is not part of the constraint language"],
    ["1 if True else 0", "if", "the conditional `if` is not part of the constraint language"],
    ["used ? 1 : 2", "?", "the conditional `?` is not part of the constraint language"],
    ["used in (1, 2)", "in", "the operator `in` is not part of the constraint language"],
    ["used is 1", "is", "the operator `is` is not part of the constraint language; write `==`"],
    ["used & 1", "&", "the operator `&` is not part of the constraint language; write `and`"],
    ["used | 1", "|", "the operator `|` is not part of the constraint language; write `or`"],
    ["used ^ 1", "^", "the operator `^` is not part of the constraint language; a power is `**`"],
    ["used << 1", "<<", "the operator `<<` is not part of the constraint language"],
    ["~used > 1", "~", "the operator `~` is not part of the constraint language"],
    ["a @ b", "@", "the operator `@` is not part of the constraint language"],
    ["a && b", "&&", "the operator `&&` is not part of the constraint language; write `and`"],
    ["!a", "!", "the operator `!` is not part of the constraint language; write `not`"],
    ["a => b", "=>", "the operator `=>` is not part of the constraint language; write `>=`"],
    ["(x for x in y)", "for", "comprehensions are not part of the constraint language"],
    ["None == 1", "None", "`None` is not part of the constraint language"],
    ["await x", "await", "`await` is not part of the constraint language"],
    ["used == '5'", "'", "text in quotes is not part of the constraint language"],
    ["used > 1 # big", "#", "comments are not part of the constraint language"],
    ["used ≥ 1", "≥", "unexpected character `≥`; write `>=`"],
    ["usé > 1", "é", "unexpected character `é` (U+00E9)"],
    ["a \u0000 b", "\u0000", "unexpected character U+0000"],
    ["a > 😀", "😀", "unexpected character `😀` (U+1F600)"],
    ["used > 5GB", "5GB", "`5GB` is not a number; write `gb(5)`"],
    ["used > 1.5MiB", "1.5MiB", "`1.5MiB` is not a number; write `mib(1.5)`"],
    ["used > 012", "012", "an integer does not begin with zero; `0o17` is octal"],
    ["used > 1__0", "1__0", "malformed number `1__0`"],
    ["used > 1_", "1_", "malformed number `1_`"],
    ["used > 1.2.3", "1.2.3", "malformed number `1.2.3`"],
    ["used > 0x", "0x", "malformed number `0x`"],
    ["used > 1e", "1e", "malformed number `1e`"],
    ["used > 2j", "2j", "complex numbers are not part of the constraint language"],
    ["used > 1e999", "1e999", "number too large for a float: the limit is about 1.8e308"],
    ["used >", "", "a value is missing at the end"],
    ["* 2", "*", "a value is missing before `*`"],
    ["used > not True", "not", "`not` needs parentheses here"],
    ["used available", "available", "an operator is missing before `available`"],
    ["u > 1 AND a > 1", "AND", "an operator is missing before `AND`; did you mean `and`?"],
    ["used 5", "5", "an operator is missing before `5`"],
    ["used > 1)", ")", "`)` closes no parenthesis"],
    ["(used > 1", "(", "`(` is never closed"],
    ["() > 1", "()", "empty parentheses"],
    ["1, 2", ",", "`,` belongs between the arguments of a function"],
    ["(1)(2)", "(", "only a function can be called, by its name"],
    ["round(1, ndigits=2)", "=", "arguments have no names here"],
    ["max(*a)", "*", "a value is missing before `*`"],
  ])("refuses %j at %j", (source, blamed, problem) => {
    const error = refusal(source);
    expect(error.problem).toBe(problem);
    expect(source.slice(error.span.start, error.span.end)).toBe(blamed);
  });

  test.each(["", " ", "\n", "\t \r\n"])("refuses the blank constraint %j", (source) => {
    expect(refusal(source).problem).toMatch(/^empty constraint/);
  });

  test("shows the line with carets under the place", () => {
    expect(refusal("used > 1 & True").message).toBe(
      [
        "the operator `&` is not part of the constraint language; write `and`",
        "  used > 1 & True",
        "           ^",
      ].join("\n"),
    );
  });

  test("counts blanks at the end in the length, and takes exactly the limit", () => {
    const source = "True".padEnd(128);
    expect(parse(source, limits).kind).toBe("truth");
    const error = refusal(`${source} `);
    expect(error.problem).toBe("constraint too long: 129 characters, the limit is 128");
    expect(error.span.start).toBe(128);
  });

  test("keeps its message short however long the source is", () => {
    expect(refusal("1 ".repeat(1_000_000)).message.length).toBeLessThan(600);
  });

  test.each<[string, (levels: number) => string]>([
    ["parentheses", (n) => `${"(".repeat(n)}True${")".repeat(n)}`],
    ["signs", (n) => `${"-".repeat(n)}1 < 2`],
    ["not", (n) => `${"not ".repeat(n)}True`],
    ["powers", (n) => `2${" ** 1".repeat(n)} > 1`],
    ["calls", (n) => `${"abs(".repeat(n)}1${")".repeat(n)} > 0`],
  ])("takes 32 levels of %s and refuses 33", (_, build) => {
    const wide = { ...limits, maxLength: 1000 };
    expect(() => parse(build(32), wide)).not.toThrow();
    expect(() => parse(build(33), wide)).toThrow("nested too deeply: the limit is 32 levels");
  });

  test("does not count a long row of operators as nesting", () => {
    expect(parse(`${"1+".repeat(60)}1 > 0`, limits).kind).toBe("comparison");
  });

  test("does not count neighbours as nesting", () => {
    expect(parse(`${"(1)+".repeat(40)}1 > 0`, { ...limits, maxLength: 200 }).kind).toBe(
      "comparison",
    );
    expect(parse(`${"-1-".repeat(40)}1 > 0`, limits).kind).toBe("comparison");
  });

  test("skips blanks and line breaks at either end", () => {
    expect(parse("\n  True \r\n", limits)).toMatchObject({ kind: "truth", value: true });
  });

  test("includes the parentheses in a span", () => {
    const { span } = parse("(1 + 2) * 3", limits);
    expect(span).toEqual({ start: 0, end: 11 });
  });

  test("freezes every node", () => {
    const seen: object[] = [];
    const visit = (node: object): void => {
      seen.push(node);
      for (const [key, child] of Object.entries(node) as [string, unknown][]) {
        if (key !== "span" && typeof child === "object" && child !== null) visit(child);
      }
    };
    visit(parse("not (u < -a <= max(1, 2.5)) or True and 2 ** u > 1", limits));
    expect(seen.length).toBeGreaterThan(15);
    expect(seen.filter((node) => !Object.isFrozen(node))).toEqual([]);
  });

  test.each<[source: string, value: number | bigint]>([
    ["0", 0],
    ["00_0", 0],
    ["1_000", 1000],
    ["0xFf", 255],
    ["0X_f", 15],
    ["0o17", 15],
    ["0b1_01", 5],
    ["9007199254740991", 2 ** 53 - 1],
    ["9007199254740993", 9007199254740993n],
    ["1.", 1],
    [".5", 0.5],
    ["1e3", 1000],
    ["1_0.0_1", 10.01],
    ["012.5", 12.5],
    ["012e1", 120],
    ["1.e-2", 0.01],
  ])("reads the number %s", (source, value) => {
    expect(parse(source, limits)).toMatchObject({ value });
  });

  test("refuses an integer of more than 4096 bits", () => {
    const wide = { ...limits, maxLength: 4096 };
    expect(() => parse(`0x${"f".repeat(1024)}`, wide)).not.toThrow();
    expect(() => parse(`0x1${"0".repeat(1024)}`, wide)).toThrow("integer of more than 4096 bits");
  });

  test("throws nothing but an ExpressionError whose span lies in the source", () => {
    const words = [
      "used",
      "(",
      ")",
      "+",
      "**",
      "not",
      "and",
      "<",
      "1",
      ".5",
      "max(",
      ",",
      "\n",
      "é",
    ];
    const soup = fc.array(fc.constantFrom(...words)).map((parts) => parts.join(" "));
    const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), soup);
    fc.assert(
      fc.property(text, (source) => {
        try {
          parse(source, limits);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          expect(error.span.start).toBeGreaterThanOrEqual(0);
          expect(error.span.start).toBeLessThanOrEqual(source.length);
          expect(error.span.end).toBeGreaterThanOrEqual(error.span.start);
          expect(error.message).toMatch(/\^+$/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
