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

/** What a browser would load, minified and gzipped, for a program that uses these names of the core. */
async function gzippedBytes(names: string): Promise<number> {
  const input = join(folder, "entry.mjs");
  writeFileSync(input, `export ${names} from "@spillway/core";`);
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
const limits: readonly (readonly [string, string, number])[] = [
  ["the governor", "{ Governor }", 25_000],
  ["a constraint", "{ compileConstraint, readingVariables, memoryRequired }", 10_000],
  ["recomputable values", "{ createRemat }", 14_000],
  ["a tensor runtime", "{ Runtime }", 18_000],
  ["the simulator", "{ simulate, prepareTrace, readTrace }", 18_000],
  ["plugins", "{ PluginRegistry, definePlugin }", 8000],
  ["one function", "{ formatBytes }", 500],
  ["all of it", "*", 60_000],
];

describe("the core in a browser", () => {
  test.each(limits)("costs, for %s, at most its limit", async (_, names, limit) => {
    const size = await gzippedBytes(names);
    expect(size).toBeLessThanOrEqual(limit);
    expect(size, "nothing was bundled").toBeGreaterThan(100);
  });
});
