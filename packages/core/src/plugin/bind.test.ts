import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json } from "../json.ts";
import type { ArgumentSpec } from "./argument-schema.ts";
import { definePlugin } from "./plugin.ts";
import { PluginRegistry } from "./registry.ts";

describe("values in a URI", () => {
  function bindValue(spec: Omit<ArgumentSpec, "help">, value: string): Json | undefined {
    const all = new PluginRegistry<undefined, undefined>("test-plugin");
    all.add(
      definePlugin({
        kind: "test-plugin",
        names: ["p"],
        help: "x",
        arguments: { v: { help: "x", ...spec } },
        create: () => undefined,
      }),
    );
    return all.bind(`p;v=${value}`).arguments["v"];
  }

  test.each<[ArgumentSpec["type"], string, Json]>([
    ["str", "a b", "a b"],
    ["str", "'a b'", "a b"],
    ["str", String.raw`"say \"hi\";\n"`, 'say "hi";\n'],
    ["str", "' a '", " a "],
    ["str", "''", ""],
    ["str", "None", "None"],
    ["str", "[1]", "[1]"],
    ["str", String.raw`C:\new\x.onnx`, String.raw`C:\new\x.onnx`],
    ["int", "5", 5],
    ["int", "'5'", 5],
    ["int", "-1_000", -1000],
    ["int", "007", 7],
    ["int", "-0", 0],
    ["float", "5", 5],
    ["float", "1e3", 1000],
    ["float", "-.5", -0.5],
    ["float", "5.", 5],
    ["float", "1_0.5", 10.5],
    ["bool", "true", true],
    ["bool", "FALSE", false],
    ["bool", "'True'", true],
    ["list", "[1, 'a;b']", [1, "a;b"]],
    ["tuple", "(1, 2)", [1, 2]],
    ["tuple", "1,2", [1, 2]],
    ["set", "{1, 1, 2}", [1, 2]],
    ["dict", "{'a': [True, None]}", { a: [true, null] }],
    ["literal", "[1, (2, 'x')]", [1, [2, "x"]]],
    ["literal", "None", null],
    ["literal", "plain text", "plain text"],
    ["literal", "'5'", "5"],
    [["int", "str"], "5", 5],
    [["str", "int"], "5", 5],
    [["int", "str"], "'5'", "5"],
    [["int", "str"], "5.5", "5.5"],
    [["int", "str"], "auto", "auto"],
    [["int", "str"], "None", "None"],
    [["int", "str"], "a'b'", "a'b'"],
    [["float", "list"], "5", 5],
    [["float", "list"], "[5]", [5]],
    [["bool", "int"], "true", true],
    [["bool", "int"], "False", false],
    [["bool", "int"], "1", 1],
  ])("reads %j from %s", (type, text, value) => {
    expect(bindValue({ type, required: true }, text)).toEqual(value);
  });

  test.each<[ArgumentSpec["type"], string, string]>([
    ["int", "5.5", "must be an integer"],
    ["int", "0x10", "must be an integer"],
    ["int", "1__0", "must be an integer"],
    ["int", "9007199254740992", "must be an integer"],
    ["int", "true", "must be an integer"],
    ["int", "''", "must be an integer"],
    ["float", "None", "must be a number"],
    ["float", "abc", "must be a number"],
    ["float", "1,5", "must be a number"],
    ["float", ".", "must be a number"],
    ["float", "inf", "must be a finite number"],
    ["float", "nan", "must be a finite number"],
    ["float", "1e999", "must be a finite number"],
    ["bool", "1", "must be true or false"],
    ["bool", "yes", "must be true or false"],
    ["list", "1,2", "must be a list such as [1, 2]"],
    ["list", "(1, 2)", "must be a list such as [1, 2]"],
    ["list", "'[1]'", "must be a list such as [1, 2]"],
    ["list", "[1, 2", "must be a list such as [1, 2]: expected `,` or `]`"],
    ["tuple", "[1]", "must be a tuple such as (1, 2)"],
    ["dict", "{1}", "must be a dictionary such as {'a': 1}"],
    ["dict", "None", "must be a dictionary such as {'a': 1}"],
    [["int", "list"], "5.5", "must be an integer or a list such as [1, 2]"],
    [["int", "list"], "True", "must be an integer or a list such as [1, 2]"],
  ])("refuses as %j the text %s", (type, text, problem) => {
    expect(() => bindValue({ type, required: true }, text)).toThrow(problem);
  });

  test("marks the place inside a container", () => {
    const all = new PluginRegistry<undefined, undefined>("test-plugin");
    all.add({
      kind: "test-plugin",
      names: ["p"],
      help: "x",
      arguments: { v: { type: "list", help: "x" } },
      create: () => undefined,
    });
    expect(() => all.bind("p;v=[1 2]")).toThrow("\n  p;v=[1 2]\n         ^");
  });

  test.each<[ArgumentSpec["type"]]>([[["int", "str"]], ["list"], ["dict"], ["literal"]])(
    "takes None for a nullable %j",
    (type) => {
      expect(bindValue({ type, nullable: true, required: true }, "None")).toBeUndefined();
    },
  );

  test("takes infinities and nan where they are allowed", () => {
    const values = ["inf", "-Infinity", "NaN", "1e999"].map((text) =>
      bindValue({ type: "float", nonFinite: true }, text),
    );
    expect(values).toEqual([Infinity, -Infinity, NaN, Infinity]);
  });

  test("compares options with the value, not its text", () => {
    expect(bindValue({ type: "int", options: [10, 20] }, "1_0")).toBe(10);
    expect(() => bindValue({ type: ["int", "str"], options: ["1"] }, "1")).toThrow(
      "must be one of 1",
    );
  });

  test("keeps a limit on one side", () => {
    expect(() => bindValue({ type: "float", minimum: 0 }, "-1")).toThrow("must be 0 or more");
    expect(() => bindValue({ type: "float", maximum: 1 }, "2")).toThrow("must be 1 or less");
  });
});

describe("a printed binding", () => {
  const all = new PluginRegistry<undefined, undefined>("test-plugin");
  all.add({
    kind: "test-plugin",
    names: ["p"],
    help: "x",
    arguments: {
      text: { type: "str", help: "x" },
      count: { type: "int", help: "x" },
      share: { type: "float", help: "x" },
      flag: { type: "bool", help: "x" },
      items: { type: "list", help: "x" },
      either: { type: ["int", "str"], help: "x" },
    },
    create: () => undefined,
  });

  const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
  const print: Readonly<Record<string, (value: never) => string>> = {
    text: quoted,
    count: String,
    share: String,
    flag: String,
    items: (items: readonly (string | number)[]) =>
      `[${items.map((item) => (typeof item === "number" ? String(item) : quoted(item))).join(",")}]`,
    either: (value: number | string) => (typeof value === "number" ? String(value) : quoted(value)),
  };
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom("'", '"', ";", "=", "\\", " ", "\n", "x"),
      fc.string({ unit: "grapheme", maxLength: 1 }),
    ),
  });
  const integer = fc.maxSafeInteger();
  const values = fc.record(
    {
      text,
      count: integer,
      share: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      flag: fc.boolean(),
      items: fc.array(fc.oneof(text, integer)),
      either: fc.oneof(text, integer),
    },
    { requiredKeys: [] },
  );
  const space = fc.constantFrom("", " ", "  ");

  test("is read back as it was", () => {
    fc.assert(
      fc.property(values, space, space, (given, before, after) => {
        const parts = Object.entries(given).map(
          ([name, value]) =>
            `${before}${name}${after}=${before}${print[name]!(value as never)}${after}`,
        );
        const bound = all.bind(["p", ...parts].join(";")).arguments;
        expect(Object.fromEntries(Object.keys(given).map((name) => [name, bound[name]]))).toEqual(
          given,
        );
      }),
      { numRuns: 500 },
    );
  });
});
