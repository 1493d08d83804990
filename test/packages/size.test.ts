import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, describe, expect, test } from "vitest";
import { ROOT } from "./manifest.ts";

const folder = mkdtempSync(join(tmpdir(), "spillway-size-"));
symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a browser would load, minified and gzipped, for a program that uses these names of an entry of the core. */
async function gzippedBytes(names: string, entry: string): Promise<number> {
  const input = join(folder, "entry.mjs");
  writeFileSync(input, `export ${names} from "${entry}";`);
  const built = await build({
    configFile: false,
    logLevel: "error",
    root: folder,
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input, preserveEntrySignatures: "strict" },
    },
  });
  if (!("output" in built)) throw new Error("one bundle was expected");
  const chunks = built.output.filter((each) => each.type === "chunk");
  return gzipSync(chunks.map(({ code }) => code).join(""), { level: 9 }).byteLength;
}

/** Limits with room for a repair, not for a feature: whoever adds one decides here what it may cost. */
const limits: readonly (readonly [string, string, string, number])[] = [
  ["all of it", "*", "@spillway/core", 25_000],
  ["the governor", "{ Governor }", "@spillway/core", 22_000],
  [
    "a constraint",
    "{ compileConstraint, readingVariables, memoryRequired }",
    "@spillway/core",
    8000,
  ],
  ["one function", "{ formatBytes }", "@spillway/core", 500],
  ["plugins", "*", "@spillway/core/plugin", 8000],
  ["all rematerialization", "*", "@spillway/core/remat", 29_000],
  ["recomputable values", "{ createRemat }", "@spillway/core/remat", 14_000],
  ["a tensor runtime", "{ Runtime }", "@spillway/core/remat", 18_000],
  ["the simulator", "{ simulate, prepareTrace, readTrace }", "@spillway/core/remat", 18_000],
  ["exports", "*", "@spillway/core/export", 7000],
];

describe("the core in a browser", () => {
  test.each(limits)("costs, for %s, at most its limit", async (_, names, entry, limit) => {
    const size = await gzippedBytes(names, entry);
    expect(size).toBeLessThanOrEqual(limit);
    expect(size, "nothing was bundled").toBeGreaterThan(100);
  });
});
