import { describe, expect, test } from "vitest";
import { PromptSyntaxError } from "../errors.ts";
import { flattenPrompt, fragmentText } from "./fragments.ts";
import { parseSdwui } from "./sdwui.ts";

type Flat = readonly (readonly [string, number])[];

function parts(source: string): readonly Flat[] {
  const flat = flattenPrompt(parseSdwui(source));
  return flat.parts.map((part) => part.fragments.map((each) => [fragmentText(each), each.weight]));
}

function codes(source: string): readonly string[] {
  return parseSdwui(source).diagnostics.map(
    ({ code, span }) => `${code} ${source.slice(span.start, span.end)}`,
  );
}

describe("parseSdwui", () => {
  test.each<[string, readonly Flat[]]>([
    ["", [[]]],
    ["()", [[]]],
    ["normal text", [[["normal text", 1]]]],
    [
      "an (important) word",
      [
        [
          ["an", 1],
          ["important", 1.1],
          ["word", 1],
        ],
      ],
    ],
    ["(unbalanced", [[["unbalanced", 1.1]]]],
    ["\\(literal\\]", [[["(literal]", 1]]]],
    ["(unnecessary)(parens)", [[["unnecessaryparens", 1.1]]]],
    ["(unnecessary) (parens)", [[["unnecessary parens", 1.1]]]],
    [
      "(a:1.3) [b]",
      [
        [
          ["a", 1.3],
          ["b", 1 / 1.1],
        ],
      ],
    ],
    ["((a))", [[["a", 1.1 * 1.1]]]],
    [
      "(a (b:0.5):2)",
      [
        [
          ["a", 2],
          ["b", 1],
        ],
      ],
    ],
    [
      "(a:-0.5)(b:+.5)",
      [
        [
          ["a", -0.5],
          ["b", 0.5],
        ],
      ],
    ],
    ["[dog:0.5]", [[["dog:0.5", 1 / 1.1]]]],
    ["(x:1.2.3)", [[["x:1.2.3", 1.1]]]],
    ["(x:nan)", [[["x:nan", 1.1]]]],
    ["a:1.5)", [[["a:1.5)", 1]]]],
    [
      "C++ (a.b)-0.5",
      [
        [
          ["C++", 1],
          ["a.b", 1.1],
          ["-0.5", 1],
        ],
      ],
    ],
    ["a BREAK b", [[["a", 1]], [["b", 1]]]],
    ["a BREAK BREAK b", [[["a", 1]], [], [["b", 1]]]],
    [
      "(a BREAK b:2), c",
      [
        [["a", 2]],
        [
          ["b", 2],
          [", c", 1],
        ],
      ],
    ],
    ["aBREAK BREAKs \\BREAK BREA\\K", [[["aBREAK BREAKs", 1]], [["BREAK", 1]]]],
    [
      "(a [b) c]",
      [
        [
          ["a", 1.1],
          ["b", 1.1 * (1 / 1.1)],
          ["c", 1 / 1.1],
        ],
      ],
    ],
    ["(a:1)b", [[["ab", 1]]]],
  ])("reads %j", (source, expected) => {
    expect(parts(source)).toEqual(expected);
  });

  test.each([
    ["(a", ["unbalanced ("]],
    ["a]", ["unbalanced ]"]],
    ["(a [b) c]", ["crossed-brackets )"]],
    ["(x:nan)", ["not-a-weight :nan"]],
    ["(x:1e5)", ["not-a-weight :1e5"]],
    ["(x:1,5)", ["not-a-weight :1,5"]],
    ["[cat:dog:0.5]", ["no-schedule [cat:dog:0.5]"]],
    ["[cat|dog]", ["no-schedule [cat|dog]"]],
    ["a AND b", ["composable-and AND"]],
    ["<lora:fur:1>", ["lora-has-no-effect <lora:fur:1>"]],
    ["(a:1.2) [b] (ratio 16:9 wide) \\(c\\)", []],
  ])("warns of what is lost in %j", (source, expected) => {
    expect(codes(source)).toEqual(expected);
  });

  test("refuses a weight that is not finite and nesting without end", () => {
    expect(() => parseSdwui(`(a:${"9".repeat(400)})`)).toThrow(PromptSyntaxError);
    expect(() => parseSdwui("[".repeat(101))).toThrow("nested deeper than 100");
  });

  test("keeps the place of every word", () => {
    const source = "a (big\\) cat:1.2) sat";
    const words = flattenPrompt(parseSdwui(source)).parts.flatMap((part) =>
      part.fragments.flatMap((each) => each.words),
    );
    expect(words.map(({ span }) => source.slice(span.start, span.end))).toEqual([
      "a",
      "big\\)",
      "cat",
      "sat",
    ]);
  });

  test("reads a weight of nothing as text, word by word", () => {
    expect(parts("a: 1) b")).toEqual([[["a: 1) b", 1]]]);
    const [part] = flattenPrompt(parseSdwui(": 1)")).parts;
    const words = part!.fragments.flatMap((fragment) => fragment.words);
    expect(words.map(({ text }) => text)).toEqual([":", "1)"]);
    expect(words.map(({ span }) => [span.start, span.end])).toEqual([
      [0, 1],
      [2, 4],
    ]);
  });
});
