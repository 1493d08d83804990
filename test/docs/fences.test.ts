import { describe, expect, test } from "vitest";
import { fencesOf, indentedCode } from "./fences.ts";

describe("fencesOf", () => {
  test("reads language, attributes, place and text", () => {
    const markdown = 'text\n\n```ts file=a.ts no-run reason="needs a GPU"\nlet a;\n\nlet b;\n```\n';
    expect(fencesOf("a.md", markdown)).toEqual([
      {
        document: "a.md",
        line: 3,
        language: "ts",
        attributes: { file: "a.ts", "no-run": "", reason: "needs a GPU" },
        text: "let a;\n\nlet b;",
      },
    ]);
  });

  test("refuses a fence that is never closed", () => {
    expect(() => fencesOf("a.md", "```ts\nlet a;\n")).toThrow("a.md:1: a fence is never closed");
  });
});

describe("indentedCode", () => {
  test("finds code without a fence, but not the continuation of a list", () => {
    expect(indentedCode("text\n\n    npm ci\n    npm test\n\n- item\n\n    more of it\n")).toEqual([
      3,
    ]);
  });

  test("does not look into fences", () => {
    expect(indentedCode("```ts\n\n    deep();\n```\n")).toEqual([]);
  });
});
