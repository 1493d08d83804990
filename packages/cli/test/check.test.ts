import { describe, expect, test } from "vitest";
import { checkOutput } from "./outputs/check-output.ts";
import { Folder, spillway, type Surroundings } from "./harness.ts";

async function checkJson(argv: readonly string[], surroundings?: Surroundings) {
  const { stdout, exitCode, stderr } = await spillway(["check", ...argv, "--json"], surroundings);
  expect(stderr).toBe("");
  return { exitCode, ...checkOutput.parse(JSON.parse(stdout)) };
}

describe("spillway check", () => {
  test("evaluates every expression, and says which values each one read", async () => {
    const { met, outcome, device, results, exitCode } = await checkJson([
      "memory_required > (available * 0.70)",
      "used > 5",
      "u < 5",
      "--var",
      "memory_required=800",
      "--var",
      "available=1000",
      "--var",
      "used=10",
    ]);
    expect({ met, outcome, device, exitCode }).toEqual({
      met: true,
      outcome: "met",
      device: "host",
      exitCode: 0,
    });
    expect(results).toEqual([
      {
        expression: "memory_required > (available * 0.70)",
        outcome: "met",
        values: { memory_required: 800, available: 1000 },
      },
      { expression: "used > 5", outcome: "met", values: { used: 10 } },
      { expression: "u < 5", outcome: "not-met", values: { used: 10 } },
    ]);
  });

  test("is not met where it is unknown, and says how to make it known", async () => {
    const { met, outcome, results } = await checkJson(["memory_required > 5"]);
    expect({ met, outcome }).toEqual({ met: false, outcome: "unknown" });
    expect(results[0]?.reason).toContain("--var memory_required=");
    expect(results[0]?.values).toEqual({ memory_required: "unknown" });
  });

  test.each([
    ["a size", "memory_required=1.5MB", "memory_required", 1_500_000],
    ["an alias", "weighter_size=7", "memory_required", 7],
    ["another family's alias", "processor_size = 7kB", "memory_required", 7000],
    ["a short name", "a=1000", "available", 1000],
    ["the size of the cache", "cache_size=2GiB", "cache_size", 2 ** 31],
    ["a per cent", "up=12.5%", "used_percent", 12.5],
    ["no limit", "total=unlimited", "total", "unlimited"],
    ["an unknown figure", "total=unknown", "total", "unknown"],
  ])("takes %s for a figure", async (_, assignment, name, value) => {
    const { results } = await checkJson([`${name} > 0`, "--var", assignment]);
    expect(results[0]?.values).toEqual({ [name]: value });
  });

  test("derives the percentages from the figures that replace a reading", async () => {
    const figures = ["--var", "used=25", "--var", "available=75", "--var", "total=200"];
    const { results } = await checkJson(["up == 25 and utp == 12.5", ...figures]);
    expect(results[0]).toMatchObject({
      outcome: "met",
      values: { used_percent: 25, used_total_percent: 12.5 },
    });
  });

  test.each([
    ["any", true],
    ["all", false],
  ])("combines in mode %s", async (mode, met) => {
    const { met: actual } = await checkJson(["a > 1", "a > 9", "--var", "a=5", "--mode", mode]);
    expect(actual).toBe(met);
  });

  test("ends with 1 for --exit-code unless the constraints are met", async () => {
    const codeFor = async (expression: string) =>
      (await checkJson([expression, "--var", "a=5", "--exit-code"])).exitCode;
    expect(await codeFor("a > 1")).toBe(0);
    expect(await codeFor("a > 9")).toBe(1);
    expect(await codeFor("memory_required > 9")).toBe(1);
  });

  test("reads the real host, narrowed by --memory", async () => {
    const { results } = await checkJson(["available > 0 and total > 0", "--memory", "64kB"]);
    expect(results[0]?.values).toEqual({ available: 64_000, total: 64_000 });
  });

  test("reads the real host, narrowed by a configured budget", async () => {
    using folder = new Folder();
    folder.write("spillway.config.yaml", "budgets:\n  cpu: 32kB\n");
    const { results } = await checkJson(["total > 0", "-d", "cpu"], { cwd: folder.path });
    expect(results[0]?.values).toEqual({ total: 32_000 });
  });

  test("shows people the outcome, the values and the raw bytes", async () => {
    const argv = ["check", "memory_required > a", "--var", "memory_required=4GB", "--var", "a=1MB"];
    const { stdout } = await spillway(argv);
    expect(stdout).toBe(
      [
        "met        memory_required > a",
        "           memory_required  4.00 GB  4000000000",
        "           available        1.00 MB  1000000",
        "",
        "met on host",
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["an unknown variable", ["--var", "avaliable=1"], "did you mean `available`?"],
    ["no assignment", ["--var", "available"], "not of the form name=value"],
    ["no size", ["--var", "available=lots"], "--var available: not a size"],
    ["no number", ["--var", "up=lots"], "--var used_percent: `lots` is no number"],
    ["a wrong budget", ["--memory", "8GX"], "--memory: unknown unit"],
    ["an unknown device", ["-d", "cuda:7"], "no device named cuda:7"],
    ["an unknown mode", ["--mode", "some"], "any, all"],
  ])("refuses %s", async (_, argv, problem) => {
    const { exitCode, stdout, stderr } = await spillway(["check", "a > 1", ...argv]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/^ {2}try: /m);
  });

  test("shows the place in a wrong constraint", async () => {
    const { exitCode, stderr } = await spillway(["check", "memory_required > (avaliable * 0.70)"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      [
        "error: unknown name `avaliable`; did you mean `available`?",
        "  memory_required > (avaliable * 0.70)",
        "                     ^^^^^^^^^",
      ].join("\n"),
    );
  });
});
