import { copyFileSync } from "node:fs";
import { shippedPicturePath } from "@spillway/image";
import { describe, expect, test } from "vitest";
import { Folder, spillway } from "./harness.ts";
import { addPictures } from "./pictures.ts";

const COMMANDS = ["check", "probe", "image", "prompt", "processors", "weighters", "explain"];

/** The examples of a help text, as the words that a shell would make of them. */
function examplesIn(help: string): readonly (readonly string[])[] {
  const lines = help.split("\n").filter((line) => /^ {2}spillway /.test(line));
  return lines.map((line) => wordsOf(line.replace(/ {3,}\S.*$/, "").trim()).slice(1));
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** A folder with all that examples name: pictures, and the journal of a run. */
async function prepare(folder: Folder): Promise<void> {
  addPictures(folder, "photo.png", "a.png");
  folder.write("prompts.txt", "a red fox\n\na (blue:1.2) fox\n");
  copyFileSync(shippedPicturePath("dam.jpg"), folder.at("b.jpg"));
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
  test("shows examples that work", async () => {
    using folder = new Folder();
    await prepare(folder);
    const examples = examplesIn((await spillway(argv)).stdout);
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) {
      const { exitCode, stderr } = await spillway(example, { cwd: folder.path });
      expect({ example, exitCode, stderr }).toEqual({ example, exitCode: 0, stderr });
      expect(stderr).not.toContain("error:");
    }
  });
});
