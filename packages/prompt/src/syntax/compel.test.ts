import { describe, expect, test } from "vitest";
import { PromptSyntaxError } from "../errors.ts";
import { parseCompel } from "./compel.ts";
import { flattenPrompt, fragmentText } from "./fragments.ts";

type Flat = readonly (readonly [string, number])[];

function fragments(source: string): readonly Flat[] {
  const flat = flattenPrompt(parseCompel(source));
  return flat.parts.map((part) => part.fragments.map((each) => [fragmentText(each), each.weight]));
}

function codes(source: string): readonly string[] {
  return parseCompel(source).diagnostics.map(
    ({ code, span }) => `${code} ${source.slice(span.start, span.end)}`,
  );
}

describe("parseCompel", () => {
  test.each<[string, Flat]>([
    ["", []],
    ["   ", []],
    ["a cat", [["a cat", 1]]],
    ["cat+", [["cat", 1.1]]],
    [
      "cat++ dog-",
      [
        ["cat", 1.1 ** 2],
        ["dog", 0.9],
      ],
    ],
    [
      "(a cat)+ on",
      [
        ["a cat", 1.1],
        ["on", 1],
      ],
    ],
    ["(a cat)1.3", [["a cat", 1.3]]],
    [
      "(a cat)2 dogs",
      [
        ["a cat", 2],
        ["dogs", 1],
      ],
    ],
    ['"a cat"1.3', [["a cat", 1.3]]],
    ['"a cat"--', [["a cat", 0.9 ** 2]]],
    [
      "(a (cat)1.5)2",
      [
        ["a", 2],
        ["cat", 3],
      ],
    ],
    [
      "((a)++ b)-",
      [
        ["a", 0.9 * 1.1 ** 2],
        ["b", 0.9],
      ],
    ],
    ["(a cat).attend(1.2)", [["a cat", 1.2]]],
    ["cat.attend(++)", [["cat", 1.1 ** 2]]],
    ["(cat).attend(-0.5)", [["cat", -0.5]]],
    ["word1.2", [["word1.2", 1]]],
    ["(cat) 1.2", [["cat 1.2", 1]]],
    [
      "well-known a--b",
      [
        ["well-known", 1],
        ["a", 0.9 ** 2],
        ["b", 1],
      ],
    ],
    ["-5 --flag +", [["-5 --flag +", 1]]],
    ["a,b", [["a, b", 1]]],
    ["a\\,b", [["a,b", 1]]],
    ["(a, b.)1.2", [["a , b .", 1.2]]],
    ['a \\(b\\) \\"c\\" d\\+ e\\- f\\. g\\=', [['a (b) "c" d+ e- f. g=', 1]]],
    ["cat.swap(dog, s_start=0.1)", [["cat", 1]]],
    ["(a cat).swap(a dog) runs", [["a cat runs", 1]]],
    ["cat withLora(fur, 0.5) dog useLora(eyes)", [["cat dog", 1]]],
    [
      "(word)-0.5",
      [
        ["word", 0.9],
        ["0.5", 1],
      ],
    ],
    ["(b:1.2)", [["b:1 . 2", 1]]],
    ["C++", [["C", 1.1 ** 2]]],
    ["[b]", [["[b]", 1]]],
    ["(a b", [["(a b", 1]]],
    [
      '5" nail (x)2',
      [
        ['5" nail', 1],
        ["x", 2],
      ],
    ],
    ['("a) b" c)2', [["a) b c", 2]]],
  ])("reads %j", (source, expected) => {
    expect(fragments(source)[0]).toEqual(expected);
  });

  test("reads a conjunction with its weights", () => {
    const { body } = parseCompel('("a cat", (b)2, c).and(1, 0.5, 2)');
    expect(body.kind).toBe("and");
    expect(body.parts.map(({ weight }) => weight)).toEqual([1, 0.5, 2]);
    expect(fragments('("a cat", (b)2, c).add()')).toEqual([[["a cat", 1]], [["b", 2]], [["c", 1]]]);
  });

  test("reads a blend with and without normalisation", () => {
    const normal = parseCompel('("a++", "b").blend(0.7, 0.3)').body;
    expect(normal).toMatchObject({ kind: "blend", normalize: true });
    const raw = parseCompel('("a", "b").blend(1, -1, no_normalize)').body;
    expect(raw).toMatchObject({ kind: "blend", normalize: false });
    expect(raw.parts.map(({ weight }) => weight)).toEqual([1, -1]);
  });

  test.each([
    ['("a", "b").and() more text', ["text-after-and more text"]],
    ["C++ code", ["name-with-signs C++"]],
    ["a (b", ["unbalanced ("]],
    ["a b)", ["unbalanced )"]],
    ['a "b', ['unbalanced "']],
    ["a (b:1.2) c", ["a1111-weight :1.2"]],
    ["(word)-0.5", ["sign-before-number -0.5"]],
    ["[b]", ["a1111-bracket [", "a1111-bracket ]"]],
    ["cat.swap(dog)", ["swap-has-no-effect .swap(dog)"]],
    ["cat withLora(fur)", ["lora-has-no-effect withLora(fur)"]],
    ["<lora:fur:0.8>", ["lora-has-no-effect <lora:fur:0.8>"]],
    ['x ("a", "b").and()', ["misplaced-operator .and()"]],
    ['("a", "b").blend(1, 1) x', ["misplaced-operator .blend(1, 1)"]],
    ["a BREAK b", ["unknown-break BREAK"]],
    ["foo(bar)+", ["glued-group o("]],
    ["(cat)3d", ["weight-into-text 3d"]],
    ["cat++ (dog)1.2, well-known", []],
  ])("warns of what is lost in %j", (source, expected) => {
    expect(codes(source)).toEqual(expected);
  });

  test.each([
    ['("a", "b").and(1)', "1 weights for 2 parts"],
    ['("a", "b").blend()', "0 weights for 2 parts"],
    ['("a", "b").blend(1, nan)', "not a weight"],
    ['("a", "b").blend(1, -1)', "add up to 0"],
    ['("a").and(1, no_normalize)', "takes weights only"],
    ["(a).attend(nan)", "takes a number or signs"],
    [`(a)${"9".repeat(400)}`, "weight too large"],
    [`${"(".repeat(101)}a${")".repeat(101)}`, "nested deeper than 100"],
  ])("refuses %j with its place", (source, problem) => {
    expect(() => parseCompel(source)).toThrow(PromptSyntaxError);
    expect(() => parseCompel(source)).toThrow(problem);
  });
});
