import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PromptSyntaxError } from "../errors.ts";
import { hostilePrompts } from "../testing/hostile-prompts.ts";
import { flattenPrompt } from "./fragments.ts";
import { parsePrompt } from "./parse.ts";
import type { SyntaxName, WeightedPrompt } from "./prompt-tree.ts";

const syntaxes = ["compel", "sdwui", "plain"] as const;

/** The prompt; undefined where it is refused with a place that lies in it. */
function readOrRefuse(source: string, syntax: SyntaxName): WeightedPrompt | undefined {
  try {
    return parsePrompt(source, syntax);
  } catch (error) {
    if (!(error instanceof PromptSyntaxError)) throw error;
    expect(error.span.start).toBeLessThanOrEqual(error.span.end);
    expect(error.span.end).toBeLessThanOrEqual(source.length);
    return undefined;
  }
}

describe("parsePrompt", () => {
  const cases = syntaxes.flatMap((syntax) =>
    Object.entries(hostilePrompts(300_000)).map(
      ([name, source]) => [syntax, name, source] as const,
    ),
  );

  // A parser whose work grows with the square of the length does not finish here; bench/parse.bench.ts has the times.
  test.each(cases)("comes to an end with 300,000 characters of %s: %s", (syntax, _, source) => {
    const prompt = readOrRefuse(source, syntax);
    if (prompt !== undefined) expect(prompt.source).toBe(source);
  });

  test.each(syntaxes)("either reads any text as %s or says where it cannot", (syntax) => {
    const pieces = fc.constantFrom(
      ...'()[]:+-.,"\\=|'.split(""),
      "a",
      "é",
      "1",
      " ",
      ".and()",
      ".attend(",
      "BREAK",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (list) => {
        const source = list.join("");
        const prompt = readOrRefuse(source, syntax);
        const words =
          prompt &&
          flattenPrompt(prompt).parts.flatMap(({ fragments }) =>
            fragments.flatMap((each) => each.words),
          );
        for (const { text, span } of words ?? []) {
          expect(text).toMatch(/^\S+$/u);
          expect(span.start).toBeLessThan(span.end);
          expect(span.end).toBeLessThanOrEqual(source.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
