import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { describe, expect, test } from "vitest";
import { EXIT, exitCodeOf } from "../src/failure/exit-code.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const GENERATED = join(ROOT, "packages/cli/src/explain/error-entries.ts");

/** Code and text of each section of docs/errors.md. */
function documented(): readonly (readonly [string, string])[] {
  const [, ...sections] = readFileSync(join(ROOT, "docs/errors.md"), "utf8").split(/^## /m);
  return sections.map((section) => [section.split("\n", 1)[0] ?? "", section.trim()]);
}

/** The folders of the packages that the command is made of. */
function packages(): readonly string[] {
  const manifest = readFileSync(join(ROOT, "packages/cli/package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { readonly dependencies: object };
  const own = Object.keys(dependencies).filter((name) => name.startsWith("@spillway/"));
  return ["cli", ...own.map((name) => name.replace("@spillway/", ""))].map((name) =>
    join(ROOT, "packages", name, "src"),
  );
}

/** Every code that an error of these packages has. */
function thrown(): ReadonlySet<string> {
  const codes = packages()
    .filter(existsSync)
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
        .flatMap((file) => codesIn(readFileSync(join(folder, file), "utf8"))),
    );
  return new Set(codes);
}

function codesIn(text: string): readonly string[] {
  const found = text.matchAll(/\bcode(?:: string)?(?: =|:) "(ERR_[A-Z_]+)"/g);
  return [...found].map(([, code]) => code ?? "");
}

describe("docs/errors.md", () => {
  test("has an entry for every code that the command can end with", () => {
    const codes = new Set(documented().map(([code]) => code));
    expect([...thrown()].filter((code) => !codes.has(code))).toEqual([]);
  });

  test("is sorted, and has each code once", () => {
    const codes = documented().map(([code]) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  test("marks as bad input what ends the command with 2", () => {
    for (const [code, text] of documented()) {
      const error = Object.assign(new Error(code), { code });
      expect(text.includes("_Bad input._"), code).toBe(exitCodeOf(error) === EXIT.badInput);
    }
  });

  test("says what to do in every entry", () => {
    for (const [code, text] of documented()) {
      expect(text.length, code).toBeGreaterThan(code.length + 40);
    }
  });

  test("is what `spillway explain` prints", async () => {
    const entries = documented().map(
      ([code, text]) => `[${JSON.stringify(code)}, ${JSON.stringify(text)}],`,
    );
    const source = [
      "// Made from docs/errors.md: `npx vitest run packages/cli/test/error-entries.test.ts -u`.",
      "",
      "/** The entries of docs/errors.md by code, as Markdown. */",
      `export const ERROR_ENTRIES: ReadonlyMap<string, string> = new Map([${entries.join("\n")}]);`,
    ];
    const options = { ...(await resolveConfig(GENERATED)), parser: "typescript" } as const;
    await expect(await format(source.join("\n"), options)).toMatchFileSnapshot(GENERATED);
  });
});
