import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";

import type { Json } from "../json.ts";
import type { ArgumentsOf, ArgumentSpec } from "./argument-schema.ts";
import {
  PluginArgumentError,
  PluginDefinitionError,
  PluginDuplicateError,
  PluginNotFoundError,
  PluginUriError,
} from "./plugin-errors.ts";
import { definePluginFamily, type AnyPlugin } from "./plugin.ts";
import { PluginRegistry } from "./registry.ts";

interface Context {
  readonly scale: number;
}

interface Processor {
  readonly name: string;
  readonly size: number;
}

const reserved = {
  device: { type: "str", help: "Where it runs.", default: "cpu" },
  "output-file": { type: "str", help: "Where a copy goes.", file: { mode: "out" } },
  "local-files-only": { type: "bool", help: "No network.", default: false, hidden: true },
} as const;

const defineProcessor = definePluginFamily<Context, Processor>("image-processor");

const canny = defineProcessor({
  names: ["canny", "edges"],
  help: "Finds edges.",
  hides: ["device"],
  arguments: {
    lower: { type: "int", help: "Lower threshold.", default: 50, minimum: 0, maximum: 255 },
    sigma: { type: "float", help: "Spread.", default: 0.33 },
    gray: { type: "bool", help: "Gray first.", default: false },
    algo: { type: "str", help: "Threshold.", options: ["otsu", "median"] },
    secret: { type: "int", help: "For callers.", default: 1, hidden: true },
  },
  check: ({ lower }) =>
    lower === 13 ? { argument: "lower", problem: "must not be unlucky" } : undefined,
  create: ({ lower }, { scale }) => ({ name: "canny", size: lower * scale }),
});

const posterize = defineProcessor({
  names: ["posterize"],
  help: "Fewer colours.",
  arguments: { bits: { type: "int", help: "Bits.", required: true, minimum: 1, maximum: 8 } },
  create: ({ bits }) => Promise.resolve({ name: "posterize", size: bits }),
});

function registry(): PluginRegistry<Context, Processor, typeof reserved> {
  const all = new PluginRegistry<Context, Processor, typeof reserved>("image-processor", {
    reserved,
  });
  all.add(canny);
  all.add(posterize);
  return all;
}

function argumentFailure(uri: string, overrides = {}): PluginArgumentError {
  try {
    registry().bind(uri, { overrides });
  } catch (error) {
    if (error instanceof PluginArgumentError) return error;
    throw error;
  }
  throw new Error(`${uri} was accepted`);
}

function blamed({ source, span }: PluginArgumentError): string | undefined {
  return source?.slice(span?.start, span?.end);
}

describe("PluginRegistry.bind", () => {
  test("gives every argument its default or the value of the URI", () => {
    const bound = registry().bind("canny; lower = 10 ;gray=TRUE;output-file='a;b.png'");
    expect(bound).toMatchObject({
      name: "canny",
      plugin: canny,
      source: "canny; lower = 10 ;gray=TRUE;output-file='a;b.png'",
    });
    expect(bound.arguments).toEqual({
      lower: 10,
      sigma: 0.33,
      gray: true,
      algo: undefined,
      secret: 1,
    });
    expect(bound.reserved).toEqual({
      device: "cpu",
      "output-file": "a;b.png",
      "local-files-only": false,
    });
  });

  test("knows a plugin by each of its names", () => {
    expect(registry().bind("edges").name).toBe("edges");
    expect(registry().bind("edges").plugin).toBe(canny);
  });

  test("prefers the URI to the caller, and the caller to the default", () => {
    const overrides = { lower: 20, device: "cuda:0" };
    const bind = (uri: string): Json | undefined =>
      registry().bind(uri, { overrides }).arguments["lower"];
    expect([
      bind("canny;lower=30"),
      bind("canny"),
      registry().bind("canny").arguments["lower"],
    ]).toEqual([30, 20, 50]);
    expect(registry().bind("canny", { overrides }).reserved.device).toBe("cuda:0");
  });

  test("lets a caller set hidden arguments, and ignores what a caller leaves undefined", () => {
    const overrides = { secret: 7, lower: undefined, "local-files-only": true };
    const bound = registry().bind("canny", { overrides });
    expect(bound.arguments).toMatchObject({ secret: 7, lower: 50 });
    expect(bound.reserved["local-files-only"]).toBe(true);
  });

  test.each<[string, string, string]>([
    ["canny;lower=5.5", "argument `lower` must be an integer; got `5.5`", "5.5"],
    ["canny;lower='x'", "argument `lower` must be an integer; got `'x'`", "'x'"],
    ["canny;lower=256", "argument `lower` must be from 0 to 255; got `256`", "256"],
    ["canny;gray=yes", "argument `gray` must be true or false; got `yes`", "yes"],
    [
      "canny;algo=triangle",
      "argument `algo` must be one of otsu, median; got `triangle`",
      "triangle",
    ],
    ["canny;lower=1;lower=2", "argument `lower` is given twice; drop one of the two", "lower"],
    ["canny;lowr=1", "unknown argument `lowr`", "lowr"],
    ["canny;Lower=1", "unknown argument `Lower`", "Lower"],
    ["canny;'lower'=1", "unknown argument `'lower'`", "'lower'"],
    ["canny;secret=2", "unknown argument `secret`", "secret"],
    ["canny;device=cpu", "unknown argument `device`", "device"],
    ["canny;local-files-only=true", "unknown argument `local-files-only`", "local-files-only"],
    ["canny;constructor=1", "unknown argument `constructor`", "constructor"],
    ["canny;__proto__=1", "unknown argument `__proto__`", "__proto__"],
    ["canny;lower=13", "argument `lower` must not be unlucky", "13"],
    ["posterize", "the required argument `bits` (int) is missing; add ;bits=…", "posterize"],
  ])("refuses %s at its place", (uri, problem, place) => {
    const error = argumentFailure(uri);
    expect(error.code).toBe("ERR_PLUGIN_ARGUMENT");
    expect(error.message).toContain(`image processor \`${uri.split(";")[0] ?? ""}\`: ${problem}`);
    expect(blamed(error)).toBe(place);
  });

  test("marks the second of two arguments of one name", () => {
    expect(argumentFailure("canny;lower=1;lower=2").span?.start).toBe(14);
  });

  test("says what was expected and what was written", () => {
    expect(argumentFailure("canny;lower=5.5")).toMatchObject({
      kind: "image-processor",
      plugin: "canny",
      argument: "lower",
      expected: "int",
      value: "5.5",
    });
  });

  test("suggests a name and lists those that a URI may set", () => {
    const error = argumentFailure("canny;lowr=1");
    expect(error.suggestion).toBe("lower");
    expect(error.message).toBe(
      [
        "image processor `canny`: unknown argument `lowr`",
        "  canny;lowr=1",
        "        ^^^^  did you mean `lower`?",
        "  it takes: lower, sigma, gray, algo, output-file",
      ].join("\n"),
    );
  });

  test.each<[Record<string, Json>, string]>([
    [{ lower: 300 }, "given by the caller as 300, must be from 0 to 255"],
    [{ lower: "5" }, 'given by the caller as "5", must be an integer'],
    [{ bits: 1 }, "given by the caller as 1, is not known"],
  ])("refuses the value %j of a caller, which has no place in the URI", (overrides, problem) => {
    const error = argumentFailure("canny", overrides);
    expect(error.message).toContain(problem);
    expect(error.span).toBeUndefined();
  });

  test("refuses quotes around a part of a text value, with their place", () => {
    const bind = (): unknown => registry().bind("canny;algo=ot'su'");
    expect(bind).toThrow(PluginUriError);
    expect(bind).toThrow(
      [
        "plugin `canny`: argument `algo` is quoted in part; put quotes around the whole value",
        "  canny;algo=ot'su'",
        "               ^^^^",
      ].join("\n"),
    );
  });

  test.each(["canni", "Canny", "'canny'", '"canny"', "toString", "canny lower=1"])(
    "does not know the name %s",
    (name) => {
      const bind = (): unknown => registry().bind(`${name};lower=1`);
      expect(bind).toThrow(PluginNotFoundError);
      expect(bind).toThrow(expect.objectContaining({ plugin: name, code: "ERR_PLUGIN_NOT_FOUND" }));
    },
  );

  test("suggests the nearest name and lists all", () => {
    expect(() => registry().bind("canni;lower=1")).toThrow(
      [
        "no image processor named `canni`",
        "  canni;lower=1",
        "  ^^^^^  did you mean `canny`?",
        "  there are: canny, edges, posterize",
      ].join("\n"),
    );
  });

  test("creates nothing", () => {
    let created = 0;
    const all = new PluginRegistry<Context, Processor>("image-processor");
    all.add(defineProcessor({ ...posterize, create: () => ({ name: "", size: ++created }) }));
    all.bind("posterize;bits=1");
    expect(created).toBe(0);
  });

  test("throws nothing but plugin errors on arbitrary text", () => {
    const known = [PluginUriError, PluginArgumentError, PluginNotFoundError];
    const word = fc.constantFrom(
      "canny",
      "posterize",
      "lower",
      "bits",
      ";",
      "=",
      "'",
      '"',
      "\\",
      " ",
      "5",
      "[",
      "{1:",
      "None",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => words.join("")),
    );
    const all = registry();
    fc.assert(
      fc.property(text, (uri) => {
        try {
          expect(all.bind(uri).source).toBe(uri);
        } catch (error) {
          expect(known.some((type) => error instanceof type)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("PluginRegistry.create", () => {
  test("hands the arguments and the context to the plugin", async () => {
    expect(await registry().create("canny;lower=4", { scale: 3 })).toEqual({
      name: "canny",
      size: 12,
    });
    expect(await registry().create("posterize;bits=2", { scale: 1 })).toMatchObject({ size: 2 });
  });

  test("hands on what the plugin throws", async () => {
    const all = new PluginRegistry<Context, Processor>("image-processor");
    const boom = new Error("boom");
    all.add(
      defineProcessor({
        names: ["a"],
        help: "x",
        arguments: {},
        create() {
          throw boom;
        },
      }),
    );
    await expect(all.create("a", { scale: 1 })).rejects.toBe(boom);
  });
});

describe("PluginRegistry.add", () => {
  test("refuses a name that is taken, and then adds none of the plugin's names", () => {
    const all = registry();
    const second = defineProcessor({ ...posterize, names: ["sharpen", "edges"] });
    expect(() => all.add(second)).toThrow(PluginDuplicateError);
    expect(all.names()).toEqual(["canny", "edges", "posterize"]);
    expect(all.find("sharpen")).toBeUndefined();
  });

  test("refuses a plugin that has one name twice", () => {
    const twice = defineProcessor({ ...posterize, names: ["x", "x"] });
    expect(() => registry().add(twice)).toThrow("the image processor name `x` is already taken");
  });

  const int = (spec: Partial<ArgumentSpec>): object => ({
    arguments: { n: { type: "int", help: "x", ...spec } },
  });

  test.each<[string, object]>([
    ["its kind is weighter, not image-processor", { kind: "weighter" }],
    ["`names` must be a list of names", { names: [] }],
    ["a name must be text without spaces, quotes, `;` and `=`", { names: ["a;b"] }],
    ["`help` must be text", { help: " " }],
    ["`create` must be a function", { create: undefined }],
    ["`arguments` must be an object", { arguments: undefined }],
    ["it hides `nothing`, which is no reserved argument", { hides: ["nothing"] }],
    ["argument `device` is reserved", { arguments: { device: { type: "str", help: "x" } } }],
    [
      "a URI cannot carry an argument named `a b`",
      { arguments: { "a b": { type: "str", help: "x" } } },
    ],
    [
      'argument `n` has the unknown type "integer"',
      { arguments: { n: { type: "integer", help: "x" } } },
    ],
    ["argument `n` has the unknown type []", { arguments: { n: { type: [], help: "x" } } }],
    ["argument `n` has the unknown type undefined", { arguments: { n: undefined } }],
    ["argument `n` has no help", int({ help: "" })],
    ["argument `n` has an empty list of options", int({ options: [] })],
    ["argument `n` is required and has a default", int({ required: true, default: 1 })],
    ["argument `n` has the default 1.5, which must be an integer", int({ default: 1.5 })],
    ["argument `n` has the default 9, which must be 8 or less", int({ default: 9, maximum: 8 })],
    [
      "argument `n` has the default 3, which must be one of 1, 2",
      int({ default: 3, options: [1, 2] }),
    ],
  ])("refuses a plugin because %s", (problem, change) => {
    const broken = { ...canny, names: ["new"], ...change } as unknown as typeof canny;
    const add = (): void => registry().add(broken);
    expect(add).toThrow(PluginDefinitionError);
    expect(add).toThrow(problem);
  });
});

describe("types", () => {
  test("of the arguments follow from the schema", () => {
    defineProcessor({
      names: ["typed"],
      help: "x",
      arguments: {
        bits: { type: "int", help: "x", required: true },
        sigma: { type: "float", help: "x", default: 1 },
        algo: { type: "str", help: "x", options: ["otsu", "median"] },
        pick: { type: "int", help: "x", options: [1, 2], default: 1 },
        size: { type: ["int", "str"], help: "x", default: 1 },
        off: { type: ["int", "str"], help: "x", default: 1, nullable: true },
        "dashed-name": { type: "bool", help: "x" },
        box: { type: "list", help: "x", default: [] },
        any: { type: "literal", help: "x", required: true },
      },
      create(args, context) {
        expectTypeOf(context).toEqualTypeOf<Context>();
        expectTypeOf(args).toEqualTypeOf<{
          readonly bits: number;
          readonly sigma: number;
          readonly algo: "otsu" | "median" | undefined;
          readonly pick: 1 | 2;
          readonly size: number | string;
          readonly off: number | string | undefined;
          readonly "dashed-name": boolean | undefined;
          readonly box: readonly Json[];
          readonly any: Json;
        }>();
        return { name: "typed", size: args.bits };
      },
    });
  });

  test("of reserved values follow from the registry", () => {
    expectTypeOf(registry().bind("canny").reserved).toEqualTypeOf<ArgumentsOf<typeof reserved>>();
    expectTypeOf(registry().bind("canny").reserved.device).toEqualTypeOf<string>();
    expectTypeOf(registry().bind("canny").reserved["output-file"]).toEqualTypeOf<
      string | undefined
    >();
  });

  test("let any registry take the plugins of a module", () => {
    expectTypeOf(registry()).toExtend<{ readonly kind: string; add(plugin: AnyPlugin): void }>();
  });
});
