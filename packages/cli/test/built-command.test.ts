import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { shippedPicturePath } from "@spillway/image";
import { buildCommand } from "./built-command.ts";
import { Folder } from "./harness.ts";
import { simulateOutput } from "./outputs/simulate-output.ts";
import { addPictures } from "./pictures.ts";

let command = "";
beforeAll(async () => {
  command = await buildCommand();
}, 180_000);

/** Runs the command as a user does, with nothing on standard input. */
function run(argv: readonly string[], cwd = "/") {
  return spawnSync(process.execPath, [command, ...argv], { cwd, encoding: "utf8", input: "" });
}

describe("the built command", () => {
  test.each([
    [["--version"], 0],
    [["--help"], 0],
    [[], 2],
    [["chekc"], 2],
    [["check", "a > 1", "--var", "a=2", "--json"], 0],
    [["image", "/nowhere.png"], 2],
  ])("%j ends with %i", (argv, exitCode) => {
    expect(run(argv).status).toBe(exitCode);
  });

  test("reads a journal from standard input", () => {
    const header = `{"kind":"journal","version":1,"startedAt":"now","command":"spillway"}\n`;
    const { status, stdout } = spawnSync(process.execPath, [command, "explain", "-"], {
      encoding: "utf8",
      input: header,
    });
    expect(status).toBe(0);
    expect(stdout).toContain("nothing was evicted");
  });

  test("simulates on several threads what it simulates on one", () => {
    const policies = "dtr-eq,lru,size,msps,dtr,dtr-local,random,e-star";
    const sweep = ["simulate", "chain", "--policy", policies, "--budget", "0.6,0.5", "--json"];
    const results = ["1", "2"].map((jobs) => {
      const { status, stdout } = run([...sweep, "--jobs", jobs]);
      expect(status).toBe(0);
      return simulateOutput.parse(JSON.parse(stdout)).map((result) => ({ ...result, wallMs: 0 }));
    });
    expect(results[0]).toHaveLength(16);
    expect(results[0]).toEqual(results[1]);
  });

  test("prints a completion script, and answers it", () => {
    expect(run(["complete", "bash"]).stdout).toContain("complete -F __spillway_complete spillway");
    expect(run(["complete", "--", "probe", "--m"]).stdout).toMatch(/^--markdown\t.+\n:4\n$/);
  });

  test("pipes a picture through", () => {
    const input = readFileSync(shippedPicturePath("emblem.png"));
    const { status, stdout } = spawnSync(process.execPath, [command, "image", "-", "-p", "flip"], {
      input,
    });
    expect(status).toBe(0);
    expect(stdout.subarray(1, 4).toString()).toBe("PNG");
  });

  test.each([
    [["image", "-"]],
    [["prompt", "--file", "-", "--model", "tiny-clip"]],
    [["simulate", "-"]],
    [["explain", "-"]],
  ])("%j with a closed standard input ends at once with 2", (argv) => {
    const { status, stderr } = run(argv);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: /);
  });

  test("takes a reader that has seen enough for no failure", () => {
    const line = `"$0" "$1" simulate --help | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", line, process.execPath, command], {
      encoding: "utf8",
    });
    expect({ stdout, stderr }).toEqual({
      stdout: "Usage: spillway simulate [options] <trace...>\n0\n",
      stderr: "",
    });
  });

  describe.skipIf(!existsSync("/dev/full"))("with a standard output that is full", () => {
    test.each([
      ["--version"],
      ["--help"],
      ['check "used > 1"'],
      ['check "used > 1" --json'],
      ['check "used >"  --json'],
      ["simulate chain --budget 0.5"],
      [`image "${shippedPicturePath("emblem.png")}" -p flip -o -`],
      ["prompt cat --model tiny-clip -o -"],
    ])("%s says so in one line, and ends with a failure", (words) => {
      const { status, stderr } = spawnSync(
        "bash",
        ["-c", `"$0" "$1" ${words} > /dev/full`, process.execPath, command],
        { encoding: "utf8" },
      );
      expect(status).toBe(words.includes('used >"') ? 2 : 1);
      expect(stderr).toContain("error: standard output cannot be written (ENOSPC)\n");
      expect(stderr.match(/error: standard output/g)).toHaveLength(1);
      expect(stderr).not.toMatch(/1 of 1 written|prompt_embeds|^\s+at /m);
    });
  });

  test.each([[[]], [["--json"]]])(
    "never ends in silence, though a plugin never ends %j",
    (flags) => {
      using folder = new Folder();
      addPictures(folder, "a.png");
      const image = new URL("../../image/dist/index.js", import.meta.url).href;
      folder.write(
        "stuck.mjs",
        `import { defineImageProcessor, WITHOUT_MODEL } from ${JSON.stringify(image)};
      export const stuck = defineImageProcessor({
        names: ["stuck"],
        help: "Never ends.",
        arguments: {},
        hides: WITHOUT_MODEL,
        create: () => ({ postResize: () => new Promise(() => undefined) }),
      });`,
      );
      const argv = ["image", "a.png", "--plugin-modules", "./stuck.mjs", "-p", "stuck", ...flags];
      const { status, stdout, stderr } = run(argv, folder.path);
      expect(stderr).toMatch(/^error: internal error: .+\n/);
      expect(stderr).not.toMatch(/Warning|^\s+at /m);
      expect(status).toBe(1);
      if (flags.length === 0) expect(stdout).toBe("");
      else expect(JSON.parse(stdout)).toMatchObject({ error: { code: "ERR_INTERNAL" } });
    },
  );

  test.each([["--help"], ["--version"], ["check"]])("%s loads no native module", (argument) => {
    const script = `
      import { main } from ${JSON.stringify(pathToFileURL(command).href.replace("bin/spillway.mjs", "dist/index.js"))};
      await main([${JSON.stringify(argument)}]);
      const loaded = process.report.getReport().sharedObjects;
      console.error(JSON.stringify(loaded.filter((file) => file.includes("node_modules"))));
    `;
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(stderr.trimEnd().split("\n").at(-1)).toBe("[]");
  });
});

/** Whether any process of the group lives. */
function groupLives(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === "win32")("a signal", () => {
  test("ends a command that reads standard input", async () => {
    using folder = new Folder();
    // The journal is made when the run begins, after signals are listened to.
    const began = once(watch(folder.path), "change");
    const argv = [command, "image", "-", "-o", "a.png", "--journal", "run.ndjson"];
    const child = spawn(process.execPath, argv, { cwd: folder.path });
    await began;
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as [number | null];
    expect(code).toBe(130);
  });

  test.each([
    ["SIGINT", "the command", 130],
    ["SIGTERM", "the command", 143],
    ["SIGINT", "all processes, as a terminal does,", 130],
  ] as const)(
    "%s to %s ends it with %i, and leaves no half-written file and no process",
    async (signal, to, exitCode) => {
      using folder = new Folder();
      const inputs = Array.from({ length: 40 }, (_, index) => `${index}.png`);
      addPictures(folder, ...inputs);
      const models = ["-p", "upscaler;model=resample-x4;tile=64;scale=2"];
      const argv = [
        command,
        "image",
        ...inputs,
        ...models,
        "-o",
        "out/",
        "--report",
        "report.html",
      ];
      const child = spawn(process.execPath, argv, { cwd: folder.path, detached: true });
      const { pid = 0 } = child;
      let stderr = "";
      child.stderr.on("data", (text) => (stderr += String(text)));
      let stdout = "";
      child.stdout.on("data", (text) => (stdout += String(text)));
      await once(child.stdout, "data");
      process.kill(to === "the command" ? pid : -pid, signal);
      const [code] = (await once(child, "close")) as [number | null];
      expect(stderr).toBe(`error: ended by ${signal}\n  try: spillway explain ERR_INTERRUPTED\n`);
      expect(code).toBe(exitCode);
      expect(groupLives(pid)).toBe(false);
      const written = readdirSync(folder.at("out"));
      expect(stdout).toContain(`\n${written.length} of 40 written, `);
      expect(readFileSync(folder.at("report.html"), "utf8")).toContain(`ended by ${signal}`);
      expect(written.length).toBeLessThan(inputs.length);
      expect(written.filter((name) => !/^\d+_processed_\d+\.png$/.test(name))).toEqual([]);
    },
  );
});
