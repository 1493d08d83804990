import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorOutput } from "./outputs/error-output.ts";
import { COMMANDS } from "./commands.ts";
import { spillway } from "./harness.ts";

describe("help", () => {
  test.each([[["--help"]], ...COMMANDS.map((command) => [[command, "--help"]])])(
    "of %s is short, begins with an example, and goes to standard output",
    async (argv) => {
      const { exitCode, stdout, stderr } = await spillway(argv);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      const lines = stdout.trimEnd().split("\n");
      expect(lines.length).toBeLessThanOrEqual(40);
      expect(lines.slice(0, 15).some((line) => /^ {2}spillway /.test(line))).toBe(true);
    },
  );

  test.each([["--help"], ...COMMANDS.map((command) => [command, "--help"])])(
    "of %s %s fits a terminal of 80 columns, and breaks no example",
    async (...argv) => {
      const wide = await spillway(argv, { columns: 200 });
      const narrow = await spillway(argv, { columns: 80 });
      const examples = (help: string) =>
        help.split("\n").filter((line) => line.startsWith("  spillway "));
      expect(examples(narrow.stdout)).toEqual(examples(wide.stdout));
      const prose = narrow.stdout.split("\n").filter((line) => !line.startsWith("  spillway "));
      expect(prose.filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test("is shown for an empty command line, which is no success", async () => {
    const { exitCode, stdout, stderr } = await spillway([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Usage: spillway");
  });
});

test.each(["--version", "-V"])("%s prints the version", async (flag) => {
  const { exitCode, stdout } = await spillway([flag]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([[["help"]], [["help", "image"]]])("%j is help as well", async (argv) => {
  const { exitCode, stdout } = await spillway(argv);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("Usage: spillway");
});

describe("a wrong command line", () => {
  test.each([
    [["chekc"], "unknown command `chekc`", "check"],
    [["help", "imgae"], "unknown command `imgae`", "image"],
    [["imgae", "--help"], "unknown command `imgae`", "image"],
    [["imgae", "a.png", "-h"], "unknown command `imgae`", "image"],
    [["check", "a > 1", "--devcie", "host"], "unknown option `--devcie`", "--device"],
    [["image", "a.png", "--polcy", "lru"], "unknown option `--polcy`", "--policy"],
    [["processors", "--jsn"], "unknown option `--jsn`", "--json"],
    [["prompt", "a cat", "--modle", "x"], "unknown option `--modle`", "--model"],
    [["simulate", "resnet", "--budgt", "1"], "unknown option `--budgt`", "--budget"],
  ])("%j is told in three lines with the nearest name", async (argv, problem, near) => {
    const { exitCode, stdout, stderr } = await spillway(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines[0]).toBe(`error: ${problem}`);
    expect(lines[1]).toBe(`  did you mean \`${near}\`?`);
  });

  test("of one wrong letter, wherever it is, is told so with the right name", async () => {
    const words = await Promise.all(
      COMMANDS.map(async (command) => {
        const { stdout } = await spillway(["complete", "--", command, "--"]);
        const options = stdout.split("\n").flatMap((line) => /^--\S+/.exec(line) ?? []);
        return [[command], ...options.map((option) => [command, option])];
      }),
    );
    const typos = fc
      .tuple(fc.constantFrom(...words.flat()), fc.nat(), fc.constantFrom("q", "x", "z"))
      .map(([argv, place, letter]) => {
        const word = argv.at(-1) ?? "";
        const start = word.startsWith("--") ? 2 : 0;
        const at = start + (place % (word.length - start));
        return {
          argv: [...argv.slice(0, -1), word.slice(0, at) + letter + word.slice(at + 1)],
          word,
        };
      });
    await fc.assert(
      fc.asyncProperty(typos, async ({ argv, word }) => {
        fc.pre(argv.at(-1) !== word);
        const { exitCode, stdout, stderr } = await spillway(argv);
        expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
        const lines = stderr.trimEnd().split("\n");
        expect(lines.length).toBeLessThanOrEqual(3);
        expect(lines[1]).toMatch(/^ {2}did you mean `.+`\?$/);
        expect(lines[1]).toContain(word);
      }),
      { numRuns: 200 },
    );
  });

  test("says where inputs have to stand when a list has taken them", async () => {
    const { exitCode, stderr } = await spillway(["image", "-p", "canny", "photo.png"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("write the inputs before -p");
  });

  test.each([
    [["check"]],
    [["check", "a > 1", "--var"]],
    [["image", "a", "--holder", "cloud"]],
    [["explain"]],
    [["config", "--help"]],
    [["image", "a.png", "-p", ""]],
    [["prompt", "a cat", "--model", "tiny-clip", "-w", " "]],
    [["image", ""]],
    [["check", ""]],
    [["image", "a.png", "--constraint", "a > 1", " "]],
    [["check", "a > 1", "-d", ""]],
  ])("%j ends with 2", async (argv) => {
    const { exitCode, stderr } = await spillway(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^ *\^/m);
  });
});

test("--quiet leaves the answer to the exit code", async () => {
  const argv = ["check", "a > 9", "--var", "a=5", "--exit-code", "--quiet"];
  expect(await spillway(argv)).toMatchObject({ exitCode: 1, stdout: "", stderr: "" });
});

describe("an error", () => {
  const WRONG = ["check", "memory_required > avaliable"];

  test("is one object on standard output with --json, and text on standard error", async () => {
    const { exitCode, stdout, stderr } = await spillway([...WRONG, "--json"]);
    expect(exitCode).toBe(2);
    const { error } = errorOutput.parse(JSON.parse(stdout));
    expect(error).toMatchObject({
      code: "ERR_EXPRESSION",
      fields: { span: { start: 18, end: 27 } },
    });
    expect(stderr).toContain("error: unknown name");
  });

  test("of the command line is JSON too", async () => {
    const { stdout } = await spillway(["check", "--jso", "--json"]);
    expect(errorOutput.parse(JSON.parse(stdout)).error.code).toBe("ERR_USAGE");
  });

  test("shows its stack for --verbose and SPILLWAY_DEBUG alone", async () => {
    const stack = /^\s+at .+:\d+:\d+/m;
    expect((await spillway(WRONG)).stderr).not.toMatch(stack);
    expect((await spillway([...WRONG, "--verbose"])).stderr).toMatch(stack);
    expect((await spillway(WRONG, { env: { SPILLWAY_DEBUG: "1" } })).stderr).toMatch(stack);
  });
});

describe("colour", () => {
  const ESCAPE = /\u001b\[/;
  const ARGV = ["check", "a > 1", "--var", "a=2"];

  test.each([
    ["a terminal", { isTTY: true, env: {} }, true],
    ["a pipe", { isTTY: false, env: {} }, false],
    ["a terminal with NO_COLOR", { isTTY: true, env: { NO_COLOR: "1" } }, false],
    ["a pipe with FORCE_COLOR", { isTTY: false, env: { FORCE_COLOR: "1" } }, true],
    ["a terminal with FORCE_COLOR=0", { isTTY: true, env: { FORCE_COLOR: "0" } }, false],
    ["a terminal that cannot", { isTTY: true, env: { TERM: "dumb" } }, false],
  ])("on %s", async (_, surroundings, coloured) => {
    const { stdout } = await spillway(ARGV, surroundings);
    expect(ESCAPE.test(stdout)).toBe(coloured);
    const { stderr } = await spillway(["check", "a >"], surroundings);
    expect(ESCAPE.test(stderr)).toBe(coloured);
  });
});
