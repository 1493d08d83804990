import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const examples = fileURLToPath(new URL("../examples/", import.meta.url));
/** What `npx tsx` runs. */
const tsx = createRequire(import.meta.url).resolve("tsx/cli");

/** What each example prints, as far as it is the same on every machine. */
const prints: Readonly<Record<string, RegExp>> = {
  constraints: /not-met used_total_percent > 90|met {4} used_total_percent > 90/,
  "govern-your-models": /newcomer needs 40\.0 MB: quick-to-load was evicted \(budget\)/,
  "onnx-sessions": /evicted \((?:budget|constraint)\): .*\n.*0 processes are left/s,
  "own-processor": /sepia\.jpg/,
  "train-classifier": /MB +[1-9]\d* +[1-9]\d* +\d+\.\d s\nall 16 losses are the same, bit for bit/,
  "train-super-resolution":
    /\ncloser than interpolation\nat most .* [1-9]\d* run again[^]*mean +29\.\d\d → 29\.\d\d/,
  "train-transformer": /MB +[1-9]\d* +[1-9]\d* +\d+\.\d s\nall 70 losses are the same, bit for bit/,
  "picture-pyramid": /103 MB of pictures[^]* at once, [1-9]\d* evicted, [1-9]\d* made again/,
};

/** Run elsewhere: a page by test/browser, and what wants another package installed by test/packages/network.test.ts. */
const RUN_ELSEWHERE = ["node-llama-cpp", "train-in-the-browser", "transformers-js"];

/** What gives something that has to be given back. */
const HOLDS =
  /new Governor\(|\.acquire\(|acquireSession\(|registerDtrBackend\(|hostProbe\(|\.open\(|getLlama\(|createContext\(/;

/** The lines of the programs that run under Node: a page holds what it has until it is left. */
async function programLines(): Promise<readonly string[]> {
  const files = await readdir(examples, { recursive: true });
  const programs = files.filter((file) => /(?<!\.d)\.ts$/.test(file) && !/browser/.test(file));
  const texts = programs.map((file) => readFile(join(examples, file), "utf8"));
  return (await Promise.all(texts)).flatMap((text) => text.split("\n"));
}

describe("examples", () => {
  test("are all listed here", async () => {
    const folders = (await readdir(examples, { withFileTypes: true })).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(prints), ...RUN_ELSEWHERE].sort(),
    );
  });

  test("end what they hold with `using`", async () => {
    const holding = (await programLines()).filter((line) => HOLDS.test(line));
    expect(holding.filter((line) => !/^\s*(?:await )?using /.test(line))).toEqual([]);
    expect(holding.length).toBeGreaterThan(10);
  });

  test.each(["node-llama-cpp", "transformers-js"])(
    "%s says which lines are added",
    async (name) => {
      const text = await readFile(join(examples, name, "main.ts"), "utf8");
      const [, number = ""] = /The (\w+) lines with a comment/.exec(text) ?? [];
      const added = text.split("\n").filter((line) => /\S.* \/\/ /.test(line));
      expect(added.length).toBe(["none", "one", "two", "three", "four", "five"].indexOf(number));
    },
  );

  test.each(Object.entries(prints))("%s runs and says what it shows", async (name, expected) => {
    const folder = await mkdtemp(join(tmpdir(), "spillway-example-"));
    try {
      const { stdout } = await run(process.execPath, [
        tsx,
        join(examples, name, "main.ts"),
        folder,
      ]);
      expect(stdout).toMatch(expected);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
