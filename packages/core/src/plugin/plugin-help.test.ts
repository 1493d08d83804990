import { describe, expect, test } from "vitest";

import type { ArgumentSchema } from "./argument-schema.ts";
import { describePlugin, formatPluginHelp, pluginSummary } from "./plugin-help.ts";
import { definePluginFamily } from "./plugin.ts";

const reserved: ArgumentSchema = {
  device: { type: "str", help: "Where it runs.", default: "cpu" },
  "output-file": { type: "str", help: "Where a copy goes.", file: { mode: "out", types: ["png"] } },
  offline: { type: "bool", help: "No network.", default: false, hidden: true },
};

const posterize = definePluginFamily<undefined, undefined>("image-processor")({
  names: ["posterize", "poster"],
  help: "Fewer colours.\n\nKeeps the upper bits of each channel and clears the others, so that smooth gradients become bands.\n\n  8 bits  unchanged\n  1 bit   two values\n",
  hides: ["device"],
  arguments: {
    bits: { type: "int", help: "Bits to keep.", required: true, minimum: 1, maximum: 8 },
    size: { type: ["str", "int"], help: "Tile.", default: "auto", nullable: true },
    algo: { type: "str", help: "How to round.", options: ["down", "nearest"] },
    title: { type: "str", help: "Title.", default: "a b" },
    box: { type: "list", help: "Box.", default: [1, 2] },
    secret: { type: "int", help: "For callers.", default: 1, hidden: true },
  },
  create: () => undefined,
});

describe("describePlugin", () => {
  test("lists what a URI may set, in order, with sorted types", () => {
    const description = describePlugin(posterize, reserved);
    expect(Object.keys(description.arguments)).toEqual([
      "bits",
      "size",
      "algo",
      "title",
      "box",
      "output-file",
    ]);
    expect(description).toMatchObject({ kind: "image-processor", names: ["posterize", "poster"] });
    expect(description.arguments).toMatchObject({
      size: { types: ["None", "int", "str"], optional: true, default: "auto" },
      algo: { types: ["str"], optional: true, default: null, options: ["down", "nearest"] },
      "output-file": { file: { mode: "out", types: ["png"] } },
    });
    expect(description.arguments["bits"]).toEqual({
      types: ["int"],
      help: "Bits to keep.",
      optional: false,
      minimum: 1,
      maximum: 8,
    });
  });

  test("is not changed by a trip through JSON", () => {
    const description = describePlugin(posterize, reserved);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  });

  test.each([
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [NaN, "nan"],
  ])("writes the default %d as %s", (initial, text) => {
    const spec = { type: "float", help: "x", nonFinite: true, default: initial } as const;
    const description = describePlugin({ kind: "k", names: ["p"], help: "x", arguments: { spec } });
    expect(description.arguments["spec"]?.default).toBe(text);
  });
});

describe("formatPluginHelp", () => {
  test("shows names, arguments with types and defaults, then the wrapped help", () => {
    expect(formatPluginHelp(posterize, { reserved, width: 60 })).toBe(
      `posterize, poster

  arguments:
    bits: int (required)
        Bits to keep. Must be from 1 to 8.
    size: str | int | None = auto
        Tile.
    algo: str (optional)
        How to round. One of: down, nearest.
    title: str = "a b"
        Title.
    box: list = [1,2]
        Box.
    output-file: str (optional)
        Where a copy goes.

  Fewer colours.

  Keeps the upper bits of each channel and clears the
  others, so that smooth gradients become bands.

    8 bits  unchanged
    1 bit   two values`,
    );
  });

  test("leaves the arguments out where there are none", () => {
    expect(formatPluginHelp({ kind: "k", names: ["p"], help: "Does it.", arguments: {} })).toBe(
      "p\n\n  Does it.",
    );
  });

  test("gives a word that is wider than the page a line of its own", () => {
    const help = `see ${"x".repeat(30)} there`;
    expect(formatPluginHelp({ kind: "k", names: ["p"], help, arguments: {} }, { width: 20 })).toBe(
      `p\n\n  see\n  ${"x".repeat(30)}\n  there`,
    );
  });
});

describe("pluginSummary", () => {
  test("is the first line of the help", () => {
    expect(pluginSummary(posterize)).toBe("Fewer colours.");
  });
});
