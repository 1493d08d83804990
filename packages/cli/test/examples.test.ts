import { chain, writeTrace } from "@spillway/core/remat";
import { copyFileSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { shippedPicturePath } from "@spillway/image";
import { afterEach, describe, expect, test, vi } from "vitest";
import { COMMANDS } from "./commands.ts";
import { Folder, spillway } from "./harness.ts";
import { addPictures } from "./pictures.ts";

/** An example, as a shell would read it. */
interface Example {
  readonly line: string;
  readonly argv: readonly string[];
  /** The file that goes to standard input. */
  readonly input: string | undefined;
}

/** The examples of a help text; what stands behind three blanks says what an example is for. */
function examplesIn(help: string): readonly Example[] {
  const lines = help.split("\n").filter((line) => /^ {2}spillway /.test(line));
  return lines.map((line) => {
    const command = line.replace(/ {3,}\S.*$/, "").replace(/ > [\w./]+$/, "");
    const [, words = command, input] = /^(.*) < ([\w./]+)$/.exec(command) ?? [];
    return { line, argv: wordsOf(words.trim()).slice(1), input };
  });
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** A folder with all that examples name: pictures, and the journal of a run. */
async function prepare(folder: Folder): Promise<void> {
  addPictures(folder, "photo.png", "a.png");
  folder.write("prompts.txt", "a red fox\n\na (blue:1.2) fox\n");
  copyFileSync(shippedPicturePath("dam.jpg"), folder.at("b.jpg"));
  folder.write("step.log.gz", gzipSync(writeTrace(chain(10))));
  const argv = [
    "image",
    "a.png",
    "-p",
    "upscaler;model=resample-x2",
    "-o",
    "x2.png",
    "--journal",
    "journal.ndjson",
  ];
  expect((await spillway(argv, { cwd: folder.path })).exitCode).toBe(0);
}

describe.each([[["--help"]], ...COMMANDS.map((command) => [[command, "--help"]])])("%j", (argv) => {
  afterEach(() => vi.restoreAllMocks());

  test("shows examples that work", async () => {
    // Completion scripts are written to the console.
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    using folder = new Folder();
    await prepare(folder);
    const examples = examplesIn((await spillway(argv)).stdout);
    expect(examples.length).toBeGreaterThan(1);
    for (const { line, argv, input } of examples) {
      const stdin = input === undefined ? "" : readFileSync(folder.at(input));
      const { exitCode, stderr } = await spillway(argv, { cwd: folder.path, stdin });
      expect({ line, exitCode, stderr }).toEqual({ line, exitCode: 0, stderr });
      expect(stderr).not.toContain("error:");
    }
  });
});
