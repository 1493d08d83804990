import { readEmbeddings } from "@spillway/prompt";
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { Folder, spillway } from "./harness.ts";
import { imageOutput } from "./outputs/image-output.ts";
import { promptOutput } from "./outputs/prompt-output.ts";
import { simulateOutput } from "./outputs/simulate-output.ts";
import { addPictures } from "./pictures.ts";

describe("spillway image with `-`", () => {
  test("reads a picture from standard input and writes PNG to standard output, and words elsewhere", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const stdin = readFileSync(folder.at("a.png"));
    const run = await spillway(["image", "-", "-p", "flip"], { cwd: folder.path, stdin });
    expect(run.exitCode).toBe(0);
    expect(await sharp(run.stdoutBytes).metadata()).toMatchObject({ format: "png", width: 256 });
    expect(run.stderr).toMatch(/^- -> standard output \(256x256, [\d.]+ kB\)\n1 of 1 written/);
    const quiet = await spillway(["image", "a.png", "-p", "flip", "-o", "-", "--quiet"], {
      cwd: folder.path,
    });
    expect(quiet.stderr).toBe("");
    expect(quiet.stdoutBytes).toEqual(run.stdoutBytes);
  });

  test("gives a picture from standard input a name where files are asked for", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const stdin = readFileSync(folder.at("a.png"));
    const argv = ["image", "-", "a.png", "-p", "flip", "-o", "out/", "--json"];
    const { stdout } = await spillway(argv, { cwd: folder.path, stdin });
    const { inputs } = imageOutput.parse(JSON.parse(stdout));
    expect(inputs.map(({ outputs }) => outputs[0]?.path)).toEqual([
      "out/stdin_processed_1.png",
      "out/a_processed_2.png",
    ]);
  });

  test.each([
    ["an empty standard input", ["-"], "", "standard input: is an empty file"],
    ["one that is no picture", ["-"], "words", "standard input: is no picture that can be read"],
    ["one for two pictures", ["-", "-"], "", "is given more than once"],
    ["two pictures for standard output", ["a.png", "-", "-o", "-"], "", "takes one picture"],
    ["JSON to the same place", ["-", "-o", "-", "--json"], "", "would both go to standard output"],
  ])("refuses %s", async (_, argv, stdin, says) => {
    const { exitCode, stdout, stderr } = await spillway(["image", ...argv], { stdin });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    if (!argv.includes("--json")) expect(stdout).toBe("");
  });

  test("puts no picture on a terminal", async () => {
    const { exitCode, stderr } = await spillway(["image", "a.png", "-o", "-"], { isTTY: true });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("a picture is not written to a terminal");
  });
});

describe("spillway prompt with `-`", () => {
  const MODEL = ["--model", "tiny-clip"];

  test("reads prompts from standard input", async () => {
    const argv = ["prompt", "--file", "-", ...MODEL, "--json"];
    const { stdout } = await spillway(argv, { stdin: "a cat\n\na größer dog\n" });
    const { prompts } = promptOutput.parse(JSON.parse(stdout));
    expect(prompts.map(({ prompt }) => prompt)).toEqual(["a cat", "a größer dog"]);
  });

  test("writes embeddings to standard output, and words elsewhere", async () => {
    const { exitCode, stdoutBytes, stderr } = await spillway([
      ...["prompt", "a cat", ...MODEL, "-o", "-"],
    ]);
    expect(exitCode).toBe(0);
    expect(readEmbeddings(stdoutBytes).promptEmbeds.tokens).toBeGreaterThan(0);
    expect(stderr).toMatch(/^"a cat" \(prompt_embeds/);
  });

  test.each([
    [["a", "b", "-o", "-"], "one file for 2 prompts"],
    [["a", "-o", "-", "--json"], "would both go to standard output"],
  ])("refuses %j", async (argv, says) => {
    const { exitCode, stderr } = await spillway(["prompt", ...argv, ...MODEL]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
  });
});

test("spillway simulate reads a trace from standard input, however many runs there are", async () => {
  const { writeTrace, chain } = await import("@spillway/core/remat");
  const argv = ["simulate", "-", "--policy", "lru,dtr-eq,dtr", "--jobs", "4", "--json"];
  const { exitCode, stdout } = await spillway(argv, { stdin: writeTrace(chain(12)) });
  expect(exitCode).toBe(0);
  expect(simulateOutput.parse(JSON.parse(stdout))).toHaveLength(27);
});
