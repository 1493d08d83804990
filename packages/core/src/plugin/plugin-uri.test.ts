import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { PluginUriError } from "./plugin-errors.ts";
import { parsePluginUri } from "./plugin-uri.ts";

function parsed(source: string): readonly [string, Record<string, string>] {
  const uri = parsePluginUri(source);
  return [uri.name, Object.fromEntries(uri.arguments.map(({ name, value }) => [name, value]))];
}

function failure(source: string): PluginUriError {
  try {
    parsePluginUri(source);
  } catch (error) {
    if (error instanceof PluginUriError) return error;
    throw error;
  }
  throw new Error(`${source} was accepted`);
}

describe("parsePluginUri", () => {
  test.each<[string, string, Record<string, string>]>([
    ["canny", "canny", {}],
    ["canny;lower=10", "canny", { lower: "10" }],
    ["canny;lower=10;upper=20", "canny", { lower: "10", upper: "20" }],
    ["  canny ; lower =  10 ;\tupper\n= 20  ", "canny", { lower: "10", upper: "20" }],
    ["a;x=b=c", "a", { x: "b=c" }],
    ["a;x='b;c';y=1", "a", { x: "'b;c'", y: "1" }],
    ['a;x="b;c\\";d";y=1', "a", { x: '"b;c\\";d"', y: "1" }],
    ['a;x="it\'s"', "a", { x: '"it\'s"' }],
    ["a;x=['b;c', \"d;e\"]", "a", { x: "['b;c', \"d;e\"]" }],
    ["a;x=C:\\models\\m.onnx", "a", { x: "C:\\models\\m.onnx" }],
    ['"a;b";x=1', '"a;b"', { x: "1" }],
    ["a;x=two words", "a", { x: "two words" }],
    [
      "a;__proto__=1;constructor=2",
      "a",
      Object.fromEntries([
        ["__proto__", "1"],
        ["constructor", "2"],
      ]),
    ],
  ])("takes %s apart", (source, name, values) => {
    expect(parsed(source)).toEqual([name, values]);
  });

  test.each<[string, string, string]>([
    ["", "a plugin URI starts with the name of a plugin", ""],
    ["  ", "a plugin URI starts with the name of a plugin", ""],
    [";x=1", "a plugin URI starts with the name of a plugin", ""],
    ["a;", "plugin `a`: nothing follows this `;`", ";"],
    ["a;x=1;", "plugin `a`: nothing follows this `;`", ";"],
    ["a;;x=1", "plugin `a`: nothing follows this `;`", ";"],
    ["a;lower", "plugin `a`: argument `lower` has no value; write lower=value", "lower"],
    ["a; =1", "plugin `a`: the name of an argument is missing before this `=`", ""],
    ["a;x=", "plugin `a`: the value of argument `x` is missing", "x="],
    ["a;x= ;y=2", "plugin `a`: the value of argument `x` is missing", "x="],
    ["a;x='b;y=2", "this quote is never closed; add '", "'"],
    ['a;x="b\\"', 'this quote is never closed; add "', '"'],
    ["a;x=o'brien", "this quote is never closed; add '", "'"],
    ["'a;x=1", "this quote is never closed; add '", "'"],
  ])("refuses %j and marks the place", (source, problem, blamed) => {
    const error = failure(source);
    expect(error.code).toBe("ERR_PLUGIN_URI");
    expect(error.message).toContain(problem);
    expect(source.slice(error.span.start, error.span.end)).toBe(blamed);
  });

  test("shows the line with carets under the place", () => {
    expect(failure("canny;lower;upper=2").message).toBe(
      [
        "plugin `canny`: argument `lower` has no value; write lower=value",
        "  canny;lower;upper=2",
        "        ^^^^^",
      ].join("\n"),
    );
  });

  test("marks the separator that nothing follows", () => {
    expect(failure("a;x=1;").span).toEqual({ start: 5, end: 6 });
    expect(failure("a;;x=1").span).toEqual({ start: 1, end: 2 });
  });

  test("knows the place of every part", () => {
    const source = "canny; lower = '1;0' ;x=a'b'c";
    const [lower, x] = parsePluginUri(source).arguments;
    const cut = ({ start, end }: { start: number; end: number }): string =>
      source.slice(start, end);
    expect(cut(lower!.span)).toBe("lower = '1;0'");
    expect(cut(lower!.nameSpan)).toBe("lower");
    expect(cut(lower!.valueSpan)).toBe("'1;0'");
    expect([lower!.quoted, x!.quoted]).toEqual([true, false]);
    expect(x!.quotes.map(cut)).toEqual(["'b'"]);
  });

  test("does not call two quoted pieces a quoted value", () => {
    expect(parsePluginUri("a;x='b''c'").arguments[0]?.quoted).toBe(false);
  });

  test("reads any text or refuses it with a place inside it", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom("a", ";", "=", "'", '"', "\\", " ", "\n", "é") }),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          const uri = parsePluginUri(source);
          for (const { name, nameSpan, value, valueSpan } of uri.arguments) {
            expect(source.slice(nameSpan.start, nameSpan.end)).toBe(name);
            expect(source.slice(valueSpan.start, valueSpan.end)).toBe(value);
          }
        } catch (error) {
          if (!(error instanceof PluginUriError)) throw error;
          expect(error.span.start).toBeLessThanOrEqual(error.span.end);
          expect(error.span.end).toBeLessThanOrEqual(source.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
