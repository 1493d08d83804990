import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flattenPrompt, type FlatPrompt } from "./fragments.ts";
import { parsePrompt } from "./parse.ts";
import { printPrompt, translatePrompt } from "./print.ts";
import { printWeight } from "./print-weight.ts";
import type { SyntaxName } from "./prompt-tree.ts";

/** What a prompt says, without where it says it. */
function meaning(source: string, syntax: SyntaxName): unknown {
  return withoutPlaces(flattenPrompt(parsePrompt(source, syntax)));
}

function withoutPlaces({ kind, normalize, parts }: FlatPrompt): unknown {
  const texts = parts.map(({ weight, fragments }) => ({
    weight,
    fragments: fragments.map((each) => ({
      weight: each.weight,
      words: each.words.map(({ text }) => text),
    })),
  }));
  return { kind, normalize, texts };
}

function textOf(source: string, from: SyntaxName, to: SyntaxName): string {
  const printed = translatePrompt(source, from, to);
  if (printed.kind !== "exact") throw new Error(printed.problem);
  return printed.text;
}

const pieces = fc.constantFrom(
  ...'()[]:,.+-=\\" "\'|'.split(""),
  " ",
  " ",
  "a",
  "cat",
  "C++",
  "BREAK",
  "AND",
  ":1.3)",
  ":-2)",
  "1.5",
  ":0.25)",
  "é",
  "🐈",
  "\n",
  "state-of-the-art",
  "...",
  "(a, b)",
  ".and()",
  ".blend(1, 2)",
  '("a", "b")',
  ".attend(0.5)",
  ".attend(-2)",
  ".swap(dog)",
  "withLora(x)",
  "++",
  "--",
  "0.7",
  "\\(",
);
const soup = fc.array(pieces, { maxLength: 25 }).map((list) => list.join(""));

describe("printPrompt", () => {
  test.each([
    ["(cat:1.3), [dog]", "(cat)1.3 , (dog)0.9090909090909091"],
    ["C++ (a.b:1.5)", "C\\+\\+ (a\\.b)1.5"],
    ["a BREAK b", '("a", "b").and()'],
    ["(bad:-1)", "(bad).attend(-1)"],
    ["\\(x\\)", "\\(x\\)"],
  ])("translates %j from sdwui to compel", (source, expected) => {
    expect(textOf(source, "sdwui", "compel")).toBe(expected);
  });

  test.each([
    ["cat+ dog", "(cat:1.1) dog"],
    ['("a (b)0.5", "c").and()', "a (b:0.5) BREAK c"],
    ["the word BREAK [x]", "the word BREA\\K \\[x\\]"],
  ])("translates %j from compel to sdwui", (source, expected) => {
    expect(textOf(source, "compel", "sdwui")).toBe(expected);
  });

  test("says what sdwui and plain text cannot say", () => {
    expect(translatePrompt('("a", "b").blend(1, 2)', "compel", "sdwui")).toMatchObject({
      kind: "inexpressible",
      problem: "sdwui has no blends",
    });
    expect(translatePrompt('("a", "b c").and(1, 2)', "compel", "sdwui")).toMatchObject({
      kind: "inexpressible",
      span: { start: 7, end: 10 },
    });
    expect(translatePrompt("a (b:2)", "sdwui", "plain")).toMatchObject({
      span: { start: 3, end: 4 },
    });
  });

  test("keeps words and weights exactly from sdwui through compel and back", () => {
    fc.assert(
      fc.property(soup, (source) => {
        const compel = textOf(source, "sdwui", "compel");
        expect(meaning(compel, "compel")).toEqual(meaning(source, "sdwui"));
        expect(meaning(textOf(compel, "compel", "sdwui"), "sdwui")).toEqual(
          meaning(source, "sdwui"),
        );
      }),
      { numRuns: 3000 },
    );
  });

  test("reads back what it prints in compel, for whatever compel reads", () => {
    fc.assert(
      fc.property(soup, (source) => {
        const flat = readable(source);
        if (flat === undefined) return;
        const printed = printPrompt(flat, "compel");
        expect(printed.kind === "exact" && meaning(printed.text, "compel")).toEqual(
          withoutPlaces(flat),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

function readable(source: string): FlatPrompt | undefined {
  try {
    return flattenPrompt(parsePrompt(source, "compel"));
  } catch {
    return undefined;
  }
}

describe("printWeight", () => {
  test("reads back to the same double, without an exponent", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (weight) => {
        const text = printWeight(weight);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text) === weight).toBe(true);
      }),
    );
  });
});
