import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "./packages/manifest.ts";

const checklist = readFileSync(join(ROOT, "docs/checklist.md"), "utf8");
const rows = [...checklist.matchAll(/^\| (\d+) +\| (.*?) +\| (\S+) +\| (.*?) +\|$/gm)].map(
  ([, number = "", check = "", state = "", shown = ""]) => ({
    number: Number(number),
    check,
    state,
    shown,
  }),
);

describe("docs/checklist.md", () => {
  test("answers every row with yes or no, in order", () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1));
    expect(rows.filter(({ state }) => !["yes", "no"].includes(state))).toEqual([]);
  });

  test("explains every no", () => {
    for (const { number, state, shown } of rows) {
      if (state === "no") expect(shown, String(number)).toMatch(/\(#.+\)/);
    }
  });

  test("names for every yes a file that is there", () => {
    const paths = /`(?:[^`]* )?((?:\.ci|test|packages|bench|examples|docs|\.github)\/[^`\s]*)`/g;
    for (const { number, state, shown } of rows) {
      const named = [...shown.matchAll(paths)].map(([, path = ""]) => path);
      if (state === "yes") expect(named.length, String(number)).toBeGreaterThan(0);
      expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    }
    const explained = [...checklist.split("\n## ").slice(1).join().matchAll(paths)];
    expect(explained.filter(([, path = ""]) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe("the README", () => {
  const lines = readFileSync(join(ROOT, "README.md"), "utf8").split("\n");
  const lineOf = (pattern: RegExp): number => {
    const at = lines.findIndex((line) => pattern.test(line));
    return at < 0 ? Infinity : at + 1;
  };

  test.each([
    ["what it is", /^\*\*Spillway decides/],
    ["what it is not", /is \*\*not\*\*/],
    ["how to install it", /^## Install/],
    ["a program", /^```ts file=/],
    ["how to run it", /^\$ npx tsx /],
    ["what it prints", /^encoder was evicted/],
  ])("says %s before line 60", (_, pattern) => {
    expect(lineOf(pattern)).toBeLessThan(60);
  });
});
