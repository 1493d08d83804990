import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { publicGenerics, typeProgram, typeTests, undocumented } from "./types/public-names.ts";

const program = typeProgram();

describe("the type tests", () => {
  test.each(typeTests())("%s hold", (file) => {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} was not compiled`);
    const problems = program.getSemanticDiagnostics(source).map(({ messageText, start = 0 }) => {
      const { line } = source.getLineAndCharacterOfPosition(start);
      return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
    expect(problems).toEqual([]);
  });

  test("name every public generic", () => {
    const text = typeTests()
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const missing = publicGenerics(program).filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(text),
    );
    expect(missing).toEqual([]);
  });
});

test("every exported name has a comment that says what it is", () => {
  expect(undocumented(program)).toEqual([]);
});
