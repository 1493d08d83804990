import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json } from "../json.ts";
import { plainValue, readPythonLiteral } from "./python-literal.ts";

function plain(text: string): Json {
  const reading = readPythonLiteral(text);
  if (reading.kind === "malformed") throw new Error(`${reading.problem} at ${reading.at}`);
  return plainValue(reading.literal);
}

/** Prints a value as Python's `repr` would. */
function python(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return value.toString().replace(/^-?\d{16,}$/, "$&.0");
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${python(item)}`,
  );
  return `{${entries.join(", ")}}`;
}

const TOKENS = String.raw`[ ] ( ) { } , : ' " \ 0 1 5 9 . e E x X _ + - a True None`.split(" ");

describe("readPythonLiteral", () => {
  test.each<[string, Json]>([
    ["None", null],
    ["True", true],
    ["False", false],
    ["0", 0],
    ["00_0", 0],
    ["1_000", 1000],
    ["-5", -5],
    ["+5", 5],
    ["- 5", -5],
    ["0x_ff", 255],
    ["0XFF", 255],
    ["0o17", 15],
    ["0b1_01", 5],
    ["1.5", 1.5],
    ["1.", 1],
    [".5", 0.5],
    ["1e3", 1000],
    ["1_0.2_5e-1_0", 10.25e-10],
    ["007.5", 7.5],
    ["'a'", "a"],
    ['"a;b"', "a;b"],
    [String.raw`'a\'b\n'`, "a'b\n"],
    ["'a' \"b\"", "ab"],
    ["[]", []],
    ["[1, 'a', None]", [1, "a", null]],
    ["[1, [2, (3,)],]", [1, [2, [3]]]],
    ["()", []],
    ["(1)", 1],
    ["(1,)", [1]],
    ["(1, 2)", [1, 2]],
    ["1,2", [1, 2]],
    ["1,", [1]],
    ["{}", {}],
    ["{'a': 1, 'b': [2],}", { a: 1, b: [2] }],
    ["{1, 2, 1}", [1, 2]],
    ["{1}", [1]],
    ["{1,}", [1]],
    [" [ 1 , 2 ] ", [1, 2]],
    ["{'__proto__': 1}", Object.fromEntries([["__proto__", 1]])],
  ])("reads %s", (text, value) => {
    expect(plain(text)).toEqual(value);
  });

  test.each([
    ["[1]", "list"],
    ["(1,)", "tuple"],
    ["1,2", "tuple"],
    ["{1}", "set"],
    ["{}", "dict"],
    ["1", "int"],
    ["1.0", "float"],
    ["True", "bool"],
  ])("knows that %s is of kind %s", (text, kind) => {
    expect(readPythonLiteral(text)).toMatchObject({ kind: "literal", literal: { kind } });
  });

  test.each<[string, string, number]>([
    ["", "a value is missing", 0],
    ["[1, 2", "expected `,` or `]`", 5],
    ["[1 2]", "expected `,` or `]`", 3],
    ["[,]", "not a value", 1],
    ["(1, 2", "expected `,` or `)`", 5],
    ["{1: 2}", "the keys of a dictionary must be text", 1],
    ["{'a' 1}", "expected `,` or `}`", 5],
    ["{'a': 1, 2: 3}", "the keys of a dictionary must be text", 9],
    ["{'a': 1, 'b'}", "expected `:`", 12],
    ["abc", "`abc` is no value; text needs quotes here", 0],
    ["[nan]", "`nan` is no value; text needs quotes here", 1],
    ["1 2", "unexpected text after the value", 2],
    ["1j", "not a value", 0],
    ["007", "not a value", 0],
    ["1__0", "not a value", 0],
    ["--5", "not a value", 0],
    ["1+2", "unexpected text after the value", 1],
    ["9007199254740992", "number too large", 0],
    ["1e999", "number too large", 0],
    ["'a", "this quote is never closed", 0],
    ["b'a'", "`b` is no value; text needs quotes here", 0],
    ["__import__('os')", "`__import__` is no value; text needs quotes here", 0],
  ])("refuses %s", (text, problem, at) => {
    expect(readPythonLiteral(text)).toEqual({ kind: "malformed", problem, at });
  });

  test("refuses containers nested deeper than 64", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(readPythonLiteral(nested(64)).kind).toBe("literal");
    expect(readPythonLiteral(nested(100_000))).toMatchObject({
      kind: "malformed",
      problem: "more than 64 containers in one another",
    });
  });

  test("reads back every value that is printed as Python", () => {
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: "grapheme" }),
        fc.array(tie("value")),
        fc.dictionary(fc.string(), tie("value")),
      ),
    }));
    fc.assert(
      fc.property(value, (original) => {
        const minusZeroIsZero = JSON.parse(JSON.stringify(original)) as Json;
        expect(JSON.stringify(plain(python(original)))).toBe(JSON.stringify(minusZeroIsZero));
      }),
    );
  });

  test("never throws on arbitrary text", () => {
    const text = fc.string({ unit: fc.constantFrom(...TOKENS) });
    fc.assert(
      fc.property(text, (source) => {
        const reading = readPythonLiteral(source);
        if (reading.kind === "literal") JSON.stringify(plainValue(reading.literal));
        else expect(reading.at).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 5000 },
    );
  });
});
