import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Folder, spillway } from "./harness.ts";
import { simulateOutput } from "./outputs/simulate-output.ts";

/** A step of three operators: what the first makes is needed again by the last. */
const STEP = [
  { INSTRUCTION: "ANNOTATE", ANNOTATION: "START" },
  { INSTRUCTION: "CONSTANT", NAME: "w" },
  { INSTRUCTION: "MEMORY", NAME: "w", MEMORY: "10" },
  ...call("first", ["w"], "a", 100),
  ...call("second", ["a"], "b", 100),
  ...call("third", ["b", "a"], "c", 100),
  { INSTRUCTION: "RELEASE", NAME: "a" },
  { INSTRUCTION: "RELEASE", NAME: "b" },
]
  .map((line) => JSON.stringify(line))
  .join("\n");

function call(name: string, inputs: readonly string[], output: string, bytes: number) {
  return [
    { INSTRUCTION: "CALL", NAME: name, ARGS: inputs, RESULT: [output], TIME: "1000" },
    { INSTRUCTION: "MEMORY", NAME: output, MEMORY: String(bytes) },
    { INSTRUCTION: "ALIAS", NAME: output, ALIAS: "-1" },
  ];
}

async function simulated(folder: Folder, ...args: readonly string[]) {
  const { stdout, stderr, exitCode } = await spillway(["simulate", ...args, "--json"], {
    cwd: folder.path,
  });
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  return simulateOutput.parse(JSON.parse(stdout));
}

describe("spillway simulate", () => {
  test("reads a trace, plain or gzipped, and gives one object for each run", async () => {
    using folder = new Folder();
    folder.write("step.log", STEP);
    folder.write("step.log.gz", gzipSync(STEP));
    const args = ["--budget", "1,0.5", "--policy", "lru,dtr-eq", "--recursion", "paper,frontier"];
    const runs = await simulated(folder, "step.log", ...args);
    expect(runs).toHaveLength(8);
    expect(runs[0]).toMatchObject({
      policy: "lru",
      recursion: "paper",
      ratio: 1,
      budgetBytes: 310,
      result: "ok",
      rematNs: 0,
      baselineBytes: 310,
      baseNs: 3000,
    });
    expect(runs[1]).toMatchObject({ ratio: 0.5, budgetBytes: 155, result: "oom" });
    const again = await simulated(folder, "step.log.gz", ...args);
    expect(again.map(({ result, evictions }) => [result, evictions])).toEqual(
      runs.map(({ result, evictions }) => [result, evictions]),
    );
  });

  test("takes budgets in bytes, and says what could work where nothing does", async () => {
    using folder = new Folder();
    folder.write("step.log", STEP);
    const [run] = await simulated(folder, "step.log", "--budget", "200B");
    expect(run).toMatchObject({ budgetBytes: 200, result: "oom" });
    expect(run?.failure?.smallestBudgetBytes).toBe(310);
  });

  test("shows people a table and writes a page", async () => {
    using folder = new Folder();
    const args = ["simulate", "resnet", "--budget", "0.6,0.3", "--report", "out/page.html"];
    const { stdout, exitCode } = await spillway(args, { cwd: folder.path });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^resnet.*: peak .* compute .*\npolicy +recursion +budget/);
    expect(stdout.match(/^dtr-eq/gm)).toHaveLength(2);
  });

  test.each([
    ["a truncated gzip", () => gzipSync(STEP).subarray(0, 90), "ERR_TRACE"],
    ["a missing field", () => STEP.replace('"TIME":"1000"', '"TOME":"1000"'), "ERR_TRACE"],
    ["an unknown instruction", () => STEP.replace("RELEASE", "RELAX"), "ERR_TRACE"],
    ["a use before definition", () => STEP.replace('["w"]', '["never"]'), "ERR_TRACE"],
    ["a negative size", () => STEP.replace('"MEMORY":"10"', '"MEMORY":"-10"'), "ERR_TRACE"],
  ])("refuses %s with its line and column", async (_, content, code) => {
    using folder = new Folder();
    folder.write("bad.log", content());
    const args = ["simulate", "bad.log", "--json"];
    const { stdout, stderr, exitCode } = await spillway(args, { cwd: folder.path });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(stderr).toMatch(/^error: bad\.log:\d+:\d+: /);
  });

  test.each([
    [["nowhere.log"], "ERR_INPUT"],
    [["resnet", "--policy", "dtr-eqq"], "ERR_REMAT_POLICY"],
    [["resnet", "--budget", "0.5,lots"], "ERR_USAGE"],
    [["resnet", "--budget", "2"], "ERR_USAGE"],
    [["resnet", "--budget", "0.5,50"], "ERR_USAGE"],
    [["resnet", "--budget", "1.5"], "ERR_USAGE"],
    [["resnet", "--recursion", "deep"], "ERR_USAGE"],
    [["resnet", "--limit", "0.5"], "ERR_USAGE"],
  ])("refuses %j", async (args, code) => {
    const { stdout, exitCode } = await spillway(["simulate", ...args, "--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });
});
