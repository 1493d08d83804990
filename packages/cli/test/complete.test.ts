import { Command } from "@commander-js/extra-typings";
import { spawnSync } from "node:child_process";
import { heuristics, shippedTraceNames } from "@spillway/core/remat";
import { afterEach, describe, expect, test, vi } from "vitest";
import { addCheckCommand } from "../src/check/command.ts";
import { completionRequest } from "../src/complete/completion-request.ts";
import { addImageCommand } from "../src/image/command.ts";
import { COMMANDS } from "./commands.ts";
import { Folder, spillway } from "./harness.ts";

const NOTHING_MORE = 4;
const NO_SPACE = 2;

/** What a shell's script is answered when the last word is being typed. */
async function completed(words: readonly string[], cwd = "/nowhere") {
  const { exitCode, stdout, stderr } = await spillway(["complete", "--", ...words], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  const directive = Number(/^:(\d+)$/.exec(lines.pop() ?? "")?.[1]);
  const values = lines.map((line) => line.split("\t")[0] ?? "");
  return { directive, values, lines };
}

describe("spillway complete -- WORDS", () => {
  test("offers every command, with what it does", async () => {
    const { lines, directive } = await completed([""]);
    expect(directive).toBe(NOTHING_MORE);
    expect(lines.map((line) => line.split("\t")[0])).toEqual([...COMMANDS, "help"]);
    expect(lines).toContain("image\trun image processors under memory constraints");
  });

  test.each([
    [["pro"], ["probe", "processors", "prompt"]],
    [["help", "we"], ["weighters"]],
    [["image", "--hol"], ["--holder"]],
    [
      ["image", "a.png", "-p", "canny", "--out"],
      ["--output", "--output-overwrite"],
    ],
    [["check", "-d"], ["-d"]],
    [
      ["image", "--holder", ""],
      ["child-process", "in-process"],
    ],
    [["image", "--holder=in"], ["in-process"]],
    [
      ["check", "--mode", "a"],
      ["any", "all"],
    ],
    [
      ["image", "a.png", "-p", "c"],
      ["canny", "crop"],
    ],
    [["image", "a.png", "-p", "canny", "up"], ["upscaler"]],
    [["image", "-ox", "-p", "po"], ["posterize"]],
    [["processors", "canny", "mi"], ["mirror"]],
    [["prompt", "a cat", "-w", "co"], ["compel"]],
    [["weighters", "l"], ["llm4gen"]],
    [
      ["prompt", "a cat", "--model", "tiny"],
      ["tiny-clip", "tiny-sdxl"],
    ],
    [
      ["image", "a.png", "--policy", "l"],
      ["lru", "largest"],
    ],
    [
      ["simulate", "resnet", "--policy", "dtr-eq,dtr"],
      ["dtr-eq,dtr", "dtr-eq,dtr-local"],
    ],
    [["simulate", "resnet", "--recursion", "paper,"], ["paper,frontier"]],
    [["simulate", "--deallocation", "b"], ["banish"]],
    [["simulate", "res"], ["resnet"]],
    [["simulate", "resnet", "tr"], ["transformer", "tree"].filter((name) => name.startsWith("tr"))],
    [["complete", "p"], ["powershell"]],
    [["explain", "ERR_CANNOT"], ["ERR_CANNOT_FIT"]],
    [["image", "--memory", ""], []],
    [["nonsense", ""], []],
    [["probe", ""], []],
    [["check", "--", "-"], []],
    [["image", "--quiet="], []],
  ])("%j gives %j", async (words, values) => {
    expect((await completed(words)).values).toEqual(values);
  });

  test("offers the devices of this machine, and budgets that go on behind their name", async () => {
    expect((await completed(["check", "a > 1", "-d", ""])).values).toContain("host");
    const { values, directive } = await completed(["image", "a.png", "--budget", "h"]);
    expect({ values, directive }).toEqual({
      values: ["host="],
      directive: NOTHING_MORE + NO_SPACE,
    });
    expect((await completed(["check", "--var", "mem"])).values).toEqual(["memory_required="]);
  });

  test("offers all names of a registry", async () => {
    const { values } = await completed(["simulate", "resnet", "--policy", ""]);
    expect(values).toEqual(heuristics.map(({ name }) => name));
    expect((await completed(["simulate", ""])).values).toEqual(shippedTraceNames);
  });

  test("offers files and folders, hidden ones when their dot is typed", async () => {
    using folder = new Folder();
    for (const name of ["photo.png", "pictures/a.png", "pictures/.b.png", ".config"]) {
      folder.write(name, "");
    }
    const files = async (...words: string[]) => completed(words, folder.path);
    expect((await files("image", "p")).values).toEqual(["photo.png", "pictures/"]);
    const into = await files("image", "pi");
    expect(into).toMatchObject({ values: ["pictures/"], directive: NOTHING_MORE + NO_SPACE });
    expect((await files("image", "pictures/")).values).toEqual(["pictures/a.png"]);
    expect((await files("image", "a.png", "-o", "pictures/.")).values).toEqual(["pictures/.b.png"]);
    expect((await files("check", "--config", ".")).values).toEqual([".config"]);
    expect((await files("explain", "ph")).values).toEqual(["photo.png"]);
    expect((await files("simulate", "p")).values).toEqual(["photo.png", "pictures/"]);
  });

  test("offers every option of every command, and its values where there are any", async () => {
    for (const command of COMMANDS) {
      const { stdout } = await spillway([command, "--help"]);
      const documented = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(
        ([, name]) => name,
      );
      expect((await completed([command, "--"])).values).toEqual(documented);
    }
  });
});

test("a request for completion is read without running anything", () => {
  const program = new Command("spillway");
  const site = { program, end: () => undefined, host: undefined as never };
  addCheckCommand(site);
  addImageCommand(site);
  const request = completionRequest(program, ["image", "a.png", "-o", "out/", "--", "-"]);
  expect(request).toMatchObject({ kind: "argument", prefix: "-" });
});

describe("spillway complete SHELL", () => {
  afterEach(() => vi.restoreAllMocks());

  /** tab writes to the console itself. */
  async function scriptOf(shell: string): Promise<string> {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    expect((await spillway(["complete", shell])).exitCode).toBe(0);
    return log.mock.calls.join("\n");
  }

  test.each([
    ["bash", "complete -F __spillway_complete spillway"],
    ["zsh", "#compdef spillway"],
    ["fish", "complete -c spillway"],
    ["powershell", "Register-ArgumentCompleter"],
  ])("prints a script for %s that asks this command", async (shell, registers) => {
    const script = await scriptOf(shell);
    expect(script).toContain(registers);
    expect(script).toMatch(/spillway complete '?--'? /);
  });

  test.for([
    { shell: "bash", check: ["-n"] },
    { shell: "zsh", check: ["-n"] },
    { shell: "fish", check: ["--no-execute"] },
  ])(
    "prints a script that $shell can read (skipped where it is not installed)",
    async ({ shell, check }, { skip }) => {
      skip(spawnSync(shell, ["--version"]).error !== undefined, `${shell} is not installed`);
      const input = await scriptOf(shell);
      const { status, stderr } = spawnSync(shell, check, { input, encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    },
  );

  test("refuses another shell", async () => {
    const { exitCode, stderr } = await spillway(["complete", "tcsh"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("bash, zsh, fish, powershell");
  });
});
