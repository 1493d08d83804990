import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildPackages } from "./build.ts";
import { ROOT, documents } from "./docs/documents.ts";
import { fencesOf, indentedCode, placeOf } from "./docs/fences.ts";
import { brokenLinks } from "./docs/links.ts";
import { LANGUAGES, runFences } from "./docs/run-fence.ts";
import { Sandbox } from "./docs/sandbox.ts";
import { typeErrors } from "./docs/type-check.ts";

const all = documents().map((document) => ({
  ...document,
  fences: fencesOf(document.path, document.markdown),
}));
const fences = all.flatMap((document) => document.fences);

describe("every document", () => {
  test.each(all)("$path has its code in fences of a language that is tested", (document) => {
    const unknown = document.fences.filter(({ language }) => LANGUAGES[language] === undefined);
    expect(unknown.map(placeOf)).toEqual([]);
    expect(indentedCode(document.markdown)).toEqual([]);
  });

  test.each(all)("$path has no dead link", (document) => {
    expect(brokenLinks(document)).toEqual([]);
  });

  test("ends what its TypeScript holds with `await using`", () => {
    const holding = fences.filter(
      ({ language, text }) => language === "ts" && /new Governor\(|\.acquire\(/.test(text),
    );
    expect(holding.filter(({ text }) => !text.includes("await using")).map(placeOf)).toEqual([]);
    expect(holding.length).toBeGreaterThan(0);
  });

  test("gives a reason for each block that does not run", () => {
    const left = fences.filter(({ attributes }) => "no-run" in attributes);
    expect(left.filter(({ attributes }) => (attributes["reason"] ?? "").length < 10)).toEqual([]);
    const lines = left.map((fence) => `  ${placeOf(fence)}: ${fence.attributes["reason"] ?? ""}`);
    console.info(
      `${fences.length - left.length} of ${fences.length} blocks are held by a test; not run:\n` +
        lines.join("\n"),
    );
  });
});

test("every program in the documents passes the compiler", () => {
  const folder = mkdtempSync(join(tmpdir(), "spillway-docs-types-"));
  try {
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    expect(typeErrors(folder, fences)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);

describe("every block runs, and prints what the document shows", () => {
  beforeAll(buildPackages, 180_000);

  const runnable = all.filter((document) =>
    document.fences.some(({ attributes }) => !("no-run" in attributes)),
  );
  test.each(runnable)(
    "$path",
    async (document) => {
      using sandbox = new Sandbox();
      const problems = await runFences(sandbox, document.fences);
      expect(problems.join("\n\n")).toBe("");
    },
    300_000,
  );
});
