import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { imageOutput } from "./outputs/image-output.ts";
import { Folder, spillway } from "./harness.ts";
import { addPictures } from "./pictures.ts";

async function imageJson(folder: Folder, argv: readonly string[]) {
  const { stdout, exitCode, stderr } = await spillway(["image", ...argv, "--json"], {
    cwd: folder.path,
  });
  return { exitCode, stderr, ...imageOutput.parse(JSON.parse(stdout)) };
}

async function sizeOf(path: string) {
  const { width, height } = await sharp(path).metadata();
  return { width, height };
}

/** Two models, of which the list lets only one stay. Every process that holds a model takes more than 50 MB. */
const TWO_MODELS = [
  "-p",
  "upscaler;model=resample-x2;tile=64",
  "upscaler;model=resample-x4;tile=64;scale=1",
];
const ONE_STAYS = ["--constraint", "cache_size + memory_required > mb(100)"];

describe("outputs of spillway image", () => {
  test("stand beside the inputs, numbered, when none is named", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png", "b.png");
    const { exitCode, inputs } = await imageJson(folder, ["a.png", "b.png", "-p", "invert"]);
    expect(exitCode).toBe(0);
    expect(inputs.map(({ outputs }) => outputs[0]?.path)).toEqual([
      "a_processed_1.png",
      "b_processed_2.png",
    ]);
    expect(await sizeOf(folder.at("b_processed_2.png"))).toEqual({ width: 256, height: 256 });
  });

  test("go into a folder, made on the way", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const { inputs } = await imageJson(folder, ["a.png", "-p", "flip", "-o", "new/out/"]);
    expect(inputs[0]?.outputs[0]?.path).toBe("new/out/a_processed_1.png");
    expect(existsSync(folder.at("new/out/a_processed_1.png"))).toBe(true);
  });

  test("take a free name, unless -ox allows the old one", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const before = readFileSync(folder.at("a.png"));
    const kept = await imageJson(folder, ["a.png", "-p", "flip", "-o", "a.png"]);
    expect(kept.inputs[0]?.outputs[0]?.path).toBe("a_duplicate_1.png");
    expect(readFileSync(folder.at("a.png"))).toEqual(before);
    const replaced = await imageJson(folder, ["a.png", "-p", "flip", "-o", "a.png", "-ox"]);
    expect(replaced.inputs[0]?.outputs[0]?.path).toBe("a.png");
    expect(readFileSync(folder.at("a.png"))).not.toEqual(before);
  });

  test.each([
    [["-r", "100x50"], { width: 100, height: 100 }],
    [["-r", "100x50", "-na"], { width: 100, height: 50 }],
    [["-r", "100x50", "--no-aspect", "-al", "8"], { width: 96, height: 48 }],
    [["--align=100"], { width: 200, height: 200 }],
  ])("have the size that %j asks for", async (argv, size) => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const { inputs } = await imageJson(folder, ["a.png", "-o", "b.png", ...argv]);
    expect(inputs[0]?.outputs[0]).toMatchObject({ path: "b.png", ...size });
    expect(await sizeOf(folder.at("b.png"))).toEqual(size);
  });

  test("are all kept when two runs write into one folder at the same time", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png", "b.png");
    const argv = ["a.png", "b.png", "-o", "out/", "-p"];
    const runs = await Promise.all(
      ["grayscale", "invert"].map((processor) => imageJson(folder, [...argv, processor])),
    );
    const told = runs.flatMap(({ inputs }) => inputs.map(({ outputs }) => outputs[0]?.path));
    const files = readdirSync(folder.at("out")).map((name) => `out/${name}`);
    expect(told.sort()).toEqual(files.sort());
    expect(files).toHaveLength(4);
  });

  test.each([
    [["-o", ""], "ERR_USAGE", "--output: an output has no name"],
    [["-o", "a.png/b.png"], "ERR_OUTPUT", "a.png/b.png: cannot be written there (ENOTDIR)"],
    [["-o", "a.png/b/"], "ERR_OUTPUT", "the output folder cannot be made (ENOTDIR)"],
    [["--report", ""], "ERR_USAGE", "--report: the file has no name"],
  ])("are refused as %j", async (argv, code, says) => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const at = { cwd: folder.path };
    const { exitCode, stdout, stderr } = await spillway(["image", "a.png", ...argv, "--json"], at);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(code);
    expect(stderr).toContain(says);
    expect(readdirSync(folder.path)).toEqual(["a.png"]);
  });

  test("report their size in bytes", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const { inputs } = await imageJson(folder, ["a.png", "-p", "grayscale", "-o", "b.webp"]);
    expect(inputs[0]?.outputs[0]?.bytes).toBe(readFileSync(folder.at("b.webp")).length);
  });
});

describe("inputs of spillway image", () => {
  test("are the pictures of a folder in order, and of no folder within", async () => {
    using folder = new Folder();
    mkdirSync(folder.at("dir of pics/within"), { recursive: true });
    addPictures(folder, "dir of pics/b.png", "dir of pics/A.PNG", "dir of pics/within/c.png");
    folder.write("dir of pics/notes.txt", "words");
    folder.write("dir of pics/.hidden.png", "words");
    const { exitCode, inputs } = await imageJson(folder, [
      "dir of pics",
      "-p",
      "invert",
      "-o",
      "o/",
    ]);
    expect(exitCode).toBe(0);
    expect(inputs.map(({ input, outputs }) => [input, outputs[0]?.path])).toEqual([
      ["dir of pics/A.PNG", "o/A_processed_1.PNG"],
      ["dir of pics/b.png", "o/b_processed_2.png"],
    ]);
  });

  test("are what a pattern matches where no shell expanded it", async () => {
    using folder = new Folder();
    mkdirSync(folder.at("in"));
    addPictures(folder, "in/b1.png", "in/b2.png", "in/b10.png", "in/[x].png", "a.png");
    const named = async (...patterns: readonly string[]) =>
      (await imageJson(folder, [...patterns, "-p", "flip", "-o", "o/"])).inputs.map(
        ({ input }) => input,
      );
    expect(await named("in/b?.png", "*.png")).toEqual(["in/b1.png", "in/b2.png", "a.png"]);
    expect(await named("in/*0.png", "in/[x].png")).toEqual(["in/b10.png", "in/[x].png"]);
    expect(await named("i*/**/b1*.png")).toEqual(["in/b1.png", "in/b10.png"]);
    expect(await named(folder.at("in/b1?.png"))).toEqual([folder.at("in/b10.png")]);
  });

  test.each([
    ["empty", "holds no picture"],
    ["*.jpg", "matches no file"],
    ["nowhere/*.jpg", "matches no file"],
    ["nowhere/**/*.jpg", "matches no file"],
  ])("are refused where %s stands for none", async (input, says) => {
    using folder = new Folder();
    mkdirSync(folder.at("empty"));
    addPictures(folder, "a.png");
    const argv = ["image", "a.png", input, "-p", "flip"];
    const { exitCode, stderr } = await spillway(argv, { cwd: folder.path });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(says);
    expect(existsSync(folder.at("a_processed_1.png"))).toBe(false);
  });
});

describe("a batch", () => {
  test("goes on when one input fails, and tells each input's fate", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png", "c.png");
    folder.write("b.png", "no picture");
    const { exitCode, stderr, inputs } = await imageJson(folder, [
      "a.png",
      "b.png",
      "c.png",
      "-p",
      "mirror",
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: .*b\.png/m);
    expect(inputs.map(({ input, error }) => [input, error?.code])).toEqual([
      ["a.png", undefined],
      ["b.png", "ERR_PICTURE"],
      ["c.png", undefined],
    ]);
    expect(existsSync(folder.at("c_processed_3.png"))).toBe(true);
  });

  test("ends with 1 when a job itself failed", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    folder.write("b.png", "no picture");
    const argv = ["a.png", "b.png", "-p", "upscaler;model=resample-x2", "--memory", "1MB"];
    const { exitCode, inputs } = await imageJson(folder, argv);
    expect(inputs.map(({ error }) => error?.code)).toEqual(["ERR_CANNOT_FIT", "ERR_PICTURE"]);
    expect(exitCode).toBe(1);
  });
});

describe("memory", () => {
  test("is made by evicting a model, and the reason is in the decisions", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const { exitCode, decisions } = await imageJson(folder, ["a.png", ...TWO_MODELS, ...ONE_STAYS]);
    expect(exitCode).toBe(0);
    const [decision] = decisions.filter(({ evicted }) => evicted.length > 0);
    expect(decision?.evicted.map(({ key }) => key)).toEqual([
      expect.stringContaining("resample-x2.onnx"),
    ]);
    expect(decision?.request.key).toContain("resample-x4.onnx");
    expect(decision?.evaluations).toContainEqual(
      expect.objectContaining({ list: "IMAGE_PROCESSOR_CACHE_MEMORY_CONSTRAINTS", outcome: "met" }),
    );
    const last = decisions.findLast(({ requestId }) => requestId === decision?.requestId);
    expect(last?.load?.kind).toBe("loaded");
  });

  test("shows people each eviction with its reason, what was written, and the sum", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const argv = ["image", "a.png", ...TWO_MODELS, ...ONE_STAYS, "-o", "b.png"];
    const { stdout, stderr } = await spillway(argv, { cwd: folder.path });
    expect(stderr).toBe("");
    const [eviction, written, sum] = stdout.trimEnd().split("\n");
    expect(eviction).toMatch(
      /^evicted resample-x2 \([\d.]+ MB\): cache_size \+ memory_required > mb\(100\) with cache_size = [\d.]+ MB, memory_required = [\d.]+ MB$/,
    );
    expect(written).toMatch(/^a\.png -> b\.png \(512x512, [\d.]+ kB\)$/);
    expect(sum).toBe("1 of 1 written, 2 loaded, 1 evicted");
  });

  test("is governed by a configuration with the documented constants, found upwards", async () => {
    using folder = new Folder();
    folder.write(
      "spillway.config.yaml",
      'image_processor_cache_memory_constraints:\n  - "cache_size + processor_size > mb(100)"\npolicy: lru\n',
    );
    folder.write("deep/er/readme", "");
    addPictures(folder, "deep/er/a.png");
    const { stdout, exitCode } = await spillway(["image", "a.png", ...TWO_MODELS, "--json"], {
      cwd: folder.at("deep/er"),
    });
    expect(exitCode).toBe(0);
    const { decisions } = imageOutput.parse(JSON.parse(stdout));
    expect(decisions[0]?.policy).toBe("lru");
    expect(decisions.flatMap(({ evicted }) => evicted)).toHaveLength(1);
  });

  test("counts budgets by flag before those configured", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    folder.write("spillway.config.json", `{ "budgets": { "host": "1MB" } }`);
    const argv = ["a.png", "-p", "upscaler;model=resample-x2"];
    const configured = await imageJson(folder, argv);
    expect(configured.inputs[0]?.error?.fields).toMatchObject({ limit: 1_000_000 });
    const stated = await imageJson(folder, [...argv, "--budget", "host=2MB"]);
    expect(stated.inputs[0]?.error?.fields).toMatchObject({ limit: 2_000_000 });
    const memory = await imageJson(folder, [...argv, "--memory", "3MB"]);
    expect(memory.inputs[0]?.error?.fields).toMatchObject({ limit: 3_000_000 });
  });

  test("is the same job with models in this process", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const run = async (holder: string, output: string) => {
      const argv = [
        "image",
        "a.png",
        "-p",
        "upscaler;model=resample-x2",
        "--holder",
        holder,
        "-o",
        output,
      ];
      expect((await spillway(argv, { cwd: folder.path })).exitCode).toBe(0);
      return sharp(folder.at(output)).raw().toBuffer();
    };
    expect(await run("in-process", "p.png")).toEqual(await run("child-process", "c.png"));
  });
});

describe("files beside the pictures", () => {
  test("are a journal and a report, named at the end", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const files = ["--journal", "log/run.ndjson", "--report", "log/run.html"];
    const argv = ["image", "a.png", "-p", "upscaler;model=resample-x2", ...files];
    const { stdout, exitCode } = await spillway(argv, { cwd: folder.path });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("journal: log/run.ndjson\nreport: log/run.html\n");
    expect(readdirSync(folder.at("log")).sort()).toEqual(["run.html", "run.ndjson"]);
    expect(readFileSync(folder.at("log/run.html"), "utf8")).toMatch(/^<!doctype html>/i);
    const lines = readFileSync(folder.at("log/run.ndjson"), "utf8").trimEnd().split("\n");
    expect(JSON.parse(lines[0]!)).toMatchObject({
      kind: "journal",
      version: 1,
      command: `spillway image a.png --processors 'upscaler;model=resample-x2' --journal log/run.ndjson --report log/run.html`,
    });
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ kind: "evicted", reason: "closed" });
  });
});

describe("what is written to a terminal", () => {
  const ARGV = ["image", "a.png", "-p", "canny"];

  test("shows progress on standard error, and takes it away again", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const { stderr } = await spillway(ARGV, { cwd: folder.path, isTTY: true });
    expect(stderr).toContain("a.png: canny");
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  });

  test("is nothing on standard error without a terminal, and nothing at all with --quiet", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    expect((await spillway(ARGV, { cwd: folder.path })).stderr).toBe("");
    const quiet = await spillway([...ARGV, "--quiet"], { cwd: folder.path, isTTY: true });
    expect(quiet).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s during a batch ends it with %i and leaves nothing half-written",
  async (signal, code) => {
    using folder = new Folder();
    addPictures(folder, "a.png", "b.png");
    let send: (signal: "SIGINT" | "SIGTERM") => void = () => expect.unreachable();
    const argv = [
      "image",
      "a.png",
      "b.png",
      "-p",
      "upscaler;model=resample-x2",
      "-o",
      "out/",
      "--journal",
      "j",
      "--json",
    ];
    const running = spillway(argv, {
      cwd: folder.path,
      onListening(sender) {
        send = sender;
        send(signal);
      },
    });
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(code);
    expect(stderr).toContain(`error: ended by ${signal}`);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "ERR_INTERRUPTED" } });
    expect(existsSync(folder.at("out"))).toBe(false);
  },
);

test("SIGINT while standard input is read ends with 130", async () => {
  const { exitCode, stderr } = await spillway(["image", "-", "-o", "a.png"], {
    stdin: "never ends",
    onListening: (send) => queueMicrotask(() => send("SIGINT")),
  });
  expect(exitCode).toBe(130);
  expect(stderr).toContain("error: ended by SIGINT");
});
