import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileConstraint } from "./constraint.ts";
import { FUNCTION_NAMES } from "./functions.ts";
import { cacheSize, memoryRequired, readingVariables } from "./scope.ts";

const document = readFileSync(new URL("../../../../docs/language.md", import.meta.url), "utf8");
const scope = [...readingVariables, memoryRequired, cacheSize];

function blocks(kind: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${kind}\\n(.*?)\\n\`\`\`$`, "gms");
  return [...document.matchAll(fence)].map((match) => match[1]!);
}

function messageOf(source: string): string {
  try {
    compileConstraint(source, { scope });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "accepted";
}

describe("docs/language.md", () => {
  const examples = blocks("constraint").flatMap((block) => block.split("\n"));
  const errors = blocks("error").map((block) => block.split("\n---\n"));

  test("has examples and errors", () => {
    expect(examples.length).toBeGreaterThan(5);
    expect(errors.length).toBeGreaterThan(3);
  });

  test.each(examples)("shows the constraint %s, which compiles", (source) => {
    expect(compileConstraint(source, { scope }).source).toBe(source);
  });

  test.each(errors)("shows what %s answers", (source, message) => {
    expect(messageOf(source)).toBe(message);
  });

  test.each([...scope.flatMap((each) => [each.name, ...each.aliases]), ...FUNCTION_NAMES])(
    "names %s",
    (name) => {
      expect(document).toMatch(new RegExp(`\`${name}(\`|\\()`));
    },
  );
});
