import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readEmbeddings } from "@spillway/prompt";
import { describe, expect, test } from "vitest";
import { Folder, spillway } from "./harness.ts";
import { weightersOutput } from "./outputs/processors-output.ts";
import { promptOutput } from "./outputs/prompt-output.ts";

const MODEL = ["--model", "tiny-clip"];
const A_FILE = fileURLToPath(import.meta.url);

describe("spillway prompt", () => {
  test("writes embeddings that can be read back, one file for each prompt", async () => {
    using folder = new Folder();
    folder.write("more.txt", "a blue house\n\n  \na dog\n");
    const args = ["prompt", "a (cat)1.3", "--file", "more.txt", ...MODEL, "-o", "out/", "--json"];
    const { stdout, exitCode } = await spillway(args, { cwd: folder.path });
    expect(exitCode).toBe(0);
    const { prompts } = promptOutput.parse(JSON.parse(stdout));
    expect(prompts.map(({ prompt, output }) => [prompt, output])).toEqual([
      ["a (cat)1.3", "out/prompt_1.safetensors"],
      ["a blue house", "out/prompt_2.safetensors"],
      ["a dog", "out/prompt_3.safetensors"],
    ]);
    for (const { output, shapes } of prompts) {
      const { promptEmbeds } = readEmbeddings(readFileSync(folder.at(output ?? "")));
      expect([1, promptEmbeds.tokens, promptEmbeds.width]).toEqual(shapes?.["prompt_embeds"]);
      expect(promptEmbeds.values.every(Number.isFinite)).toBe(true);
    }
    expect(prompts[0]?.tokens?.[0]?.blocks[0]?.some(({ weight }) => weight === 1.3)).toBe(true);
  });

  test("explains weights in colour on a terminal, as numbers elsewhere, and in the report", async () => {
    using folder = new Folder();
    const args = ["prompt", "a (cat)1.3 dog", ...MODEL, "--explain-weights", "--report", "r.html"];
    const { stdout } = await spillway(args, { cwd: folder.path });
    expect(stdout).toContain("cat[1.3]");
    expect(stdout).not.toContain("\u001b");
    expect(readFileSync(folder.at("r.html"), "utf8")).toMatch(
      /title="weight 1\.3: [^"]+"[^>]*>cat</,
    );
    const coloured = await spillway(args, { cwd: folder.path, env: { FORCE_COLOR: "1" } });
    expect(coloured.stdout).toContain("\u001b[31mcat[1.3]\u001b[39m");
  });

  test("warns with the place of what would be lost, and goes on", async () => {
    const { stderr, exitCode } = await spillway(["prompt", "a (cat:1.2", ...MODEL]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning\[[a-z0-9-]+\]: .*\n.*\(cat.*\n +\^/);
  });

  test("weighs the other prompts when one is bad", async () => {
    const args = ["prompt", "(a, b).and(1, 2, 3)", "a cat", ...MODEL, "--json"];
    const { stdout, exitCode } = await spillway(args);
    expect(exitCode).toBe(2);
    const { prompts } = promptOutput.parse(JSON.parse(stdout));
    expect(prompts[0]?.error?.code).toMatch(/^ERR_PROMPT_/);
    expect(prompts[1]?.error).toBeUndefined();
  });

  test("never overwrites an output unless it is asked to", async () => {
    using folder = new Folder();
    const args = ["prompt", "a cat", ...MODEL, "-o", "cat.safetensors", "--json"];
    const first = await spillway(args, { cwd: folder.path });
    const second = await spillway(args, { cwd: folder.path });
    const outputs = [first, second].map(
      ({ stdout }) => promptOutput.parse(JSON.parse(stdout)).prompts[0]?.output,
    );
    expect(outputs).toEqual(["cat.safetensors", "cat_duplicate_1.safetensors"]);
  });

  test("writes beside what another run made at the same time", async () => {
    using folder = new Folder();
    const args = ["prompt", ...MODEL, "-o", "cat.safetensors", "--json"];
    const run = async (prompt: string): Promise<string | undefined> => {
      const { stdout } = await spillway([...args, prompt], { cwd: folder.path });
      return promptOutput.parse(JSON.parse(stdout)).prompts[0]?.output;
    };
    const outputs = await Promise.all(["a cat", "two cats", "three cats"].map(run));
    const expected = [
      "cat.safetensors",
      "cat_duplicate_1.safetensors",
      "cat_duplicate_2.safetensors",
    ];
    expect(outputs.sort()).toEqual(expected);
    expect(readdirSync(folder.path).sort()).toEqual(expected);
  });

  test.each([
    [["prompt", ...MODEL], "ERR_USAGE"],
    [["prompt", "a", "b", ...MODEL, "-o", "one.safetensors"], "ERR_USAGE"],
    [["prompt", "a", ...MODEL, "--clip-skip", "-1"], "ERR_USAGE"],
    [["prompt", "a", ...MODEL, "--file", "nowhere.txt"], "ERR_INPUT"],
    [["prompt", "a", ...MODEL, "-o", "one.txt"], "ERR_OUTPUT"],
    [["prompt", "a", ...MODEL, "-o", "one"], "ERR_OUTPUT"],
    [["prompt", "a", ...MODEL, "-o", ""], "ERR_USAGE"],
    [["prompt", "a", ...MODEL, "--trace", ""], "ERR_USAGE"],
    [["prompt", "a", ...MODEL, "-o", `${A_FILE}/a.safetensors`], "ERR_OUTPUT"],
    [["prompt", "a", ...MODEL, "-d", "banana:7"], "ERR_UNKNOWN_DEVICE"],
    [["prompt", "a", ...MODEL, "-d", "cuda:77"], "ERR_UNKNOWN_DEVICE"],
    [["prompt", "a", ...MODEL, "-d", ""], "ERR_USAGE"],
    [["prompt", "a", ...MODEL, "--memory", "0"], "ERR_USAGE"],
  ])("refuses %j", async (args, code) => {
    const { stdout, exitCode } = await spillway([...args, "--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });

  test.each([
    [["--model", "nowhere"], "ERR_PROMPT_MODEL"],
    [[...MODEL, "-w", "compell"], "ERR_PLUGIN_NOT_FOUND"],
    [[...MODEL, "-w", "compel;syntax=latin"], "ERR_PLUGIN_ARGUMENT"],
  ])("refuses a prompt with %j", async (args, code) => {
    const { stdout, exitCode } = await spillway(["prompt", "a cat", ...args, "--json"]);
    expect(exitCode).toBe(2);
    expect(promptOutput.parse(JSON.parse(stdout)).prompts[0]?.error?.code).toBe(code);
  });
});

test("shows a long prompt in short, and whole in JSON", async () => {
  using folder = new Folder();
  const prompt = "a cat 😺 ".repeat(500).trim();
  folder.write("long.txt", prompt);
  const args = ["prompt", "--file", "long.txt", ...MODEL, "--quiet"];
  const at = { cwd: folder.path };
  const { stdout } = await spillway(args.slice(0, -1), at);
  expect(stdout).toMatch(/^"a cat 😺 [^\n]{20,100}…" \(prompt_embeds/);
  // What half a character is decoded to.
  expect(stdout).not.toContain("\uFFFD");
  const json = await spillway([...args, "--json"], at);
  expect(promptOutput.parse(JSON.parse(json.stdout)).prompts[0]?.prompt).toBe(prompt);
});

test("points to the weighters when a weighter's URI is wrong", async () => {
  const { stderr } = await spillway(["prompt", "a cat", ...MODEL, "-w", "compel;syntax=latin"]);
  expect(stderr).toMatch(/^ {2}try: spillway weighters compel$/m);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s while prompts are weighed ends with %i and writes nothing",
  async (signal, code) => {
    using folder = new Folder();
    const argv = ["prompt", "a cat", "a dog", ...MODEL, "-o", "out/", "--trace", "t.json"];
    const { exitCode, stderr } = await spillway(argv, {
      cwd: folder.path,
      onListening: (send) => send(signal),
    });
    expect(exitCode).toBe(code);
    expect(stderr).toContain(`error: ended by ${signal}`);
    expect(readdirSync(folder.path)).toEqual([]);
  },
);

describe("spillway weighters", () => {
  test("lists them, and the arguments of one", async () => {
    const list = await spillway(["weighters"]);
    expect(list.stdout).toMatch(/^compel +.+\nllm4gen +.+\nsd-embed +.+/);
    const { stdout } = await spillway(["weighters", "compel", "--json"]);
    const { weighters } = weightersOutput.parse(JSON.parse(stdout));
    expect(weighters[0]?.arguments["syntax"]?.options).toEqual(["compel", "sdwui"]);
  });
});
