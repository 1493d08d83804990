import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SpillwayError } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { findAll, sources } from "./code/sources.ts";
import { ROOT, entriesOf, packageNames } from "./packages/manifest.ts";

const documented = [
  ...readFileSync(join(ROOT, "docs/errors.md"), "utf8").matchAll(/^## (.*)$/gm),
].map(([, code = ""]) => code);

/** Errors that no caller sees: they are caught where they are thrown, and become one with a code. */
const INTERNAL = ["Malformed", "WireFormatError"];

/** Each class of errors with its parent and its text up to the next class. */
const classes = findAll(
  /class (\w+) extends (\w*Error)\b([^]*?)(?=\n(?:export )?(?:abstract )?class |$)/g,
).map(({ path, match: [, name = "", parent = "", body = ""] }) => ({ path, name, parent, body }));

describe("every error class", () => {
  test("extends SpillwayError, or never leaves its package", () => {
    const bare = classes.filter(({ parent }) => /^(?:Type|Range|Syntax)?Error$/.test(parent));
    const names = bare.map(({ name }) => name).filter((name) => name !== "SpillwayError");
    expect(names.sort()).toEqual(INTERNAL);
  });

  test("has a stable code of its own, or that of its parent", () => {
    const byName = new Map(classes.map((each) => [each.name, each]));
    const hasCode = (name: string): boolean => {
      const each = byName.get(name);
      if (each === undefined || each.name === "SpillwayError") return false;
      return /\bcode(?:: string)? = "ERR_[A-Z_]+"/.test(each.body) || hasCode(each.parent);
    };
    const named = classes.filter(({ name, path }) => {
      const abstract = sources().some(
        (source) => source.path === path && source.text.includes(`abstract class ${name} `),
      );
      return !abstract && !INTERNAL.includes(name);
    });
    expect(
      named.filter(({ name }) => !hasCode(name)).map(({ path, name }) => `${path}: ${name}`),
    ).toEqual([]);
  });

  test("is used where something is thrown: a bare error has no code", () => {
    const bare = findAll(/throw new (?:Type|Range|Syntax)?Error\b.*/g);
    expect(bare.map(({ path, match: [text] }) => `${path}: ${text}`)).toEqual([]);
    expect(findAll(/throw new \w+Error\b/g).length).toBeGreaterThan(100);
  });

  test("is named after itself", () => {
    const misnamed = classes.filter(({ name, body }) => {
      const [, stated = name] = /\bname(?:: string)? = "(\w+)"/.exec(body) ?? [];
      return stated !== name;
    });
    expect(misnamed.map(({ name }) => name)).toEqual([]);
  });
});

describe("docs/errors.md", () => {
  const codes = new Set(findAll(/"(ERR_[A-Z_]+)"/g).map(({ match: [, code = ""] }) => code));

  test("has every code of every package", () => {
    // Codes of Node and of the ONNX child's protocol are matched, not thrown.
    const own = findAll(/\bcode(?:: string)?(?: =|:) "(ERR_[A-Z_]+)"/g).map(
      ({ match: [, code = ""] }) => code,
    );
    expect([...new Set(own)].filter((code) => !documented.includes(code))).toEqual([]);
    expect(own.length).toBeGreaterThan(30);
  });

  test("has no code that nothing throws any more", () => {
    expect(documented.filter((code) => !codes.has(code))).toEqual([]);
  });
});

test.each(packageNames.flatMap(entriesOf))(
  "every error that %s exports is a SpillwayError",
  async (entry) => {
    const exported = (await import(entry)) as Readonly<Record<string, unknown>>;
    const errors = Object.entries(exported).filter(([each]) => each.endsWith("Error"));
    for (const [each, value] of errors) {
      if (value === SpillwayError) continue;
      expect((value as { readonly prototype: unknown }).prototype, each).toBeInstanceOf(
        SpillwayError,
      );
    }
  },
);
