import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, symlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { checkTraceEvents } from "../../core/src/export/testing/check-trace-events.ts";
import { hasPython, unpickled } from "../../core/src/export/testing/python.ts";
import { Folder, spillway } from "./harness.ts";
import { explainOutput } from "./outputs/explain-output.ts";
import { imageOutput } from "./outputs/image-output.ts";
import { promptOutput } from "./outputs/prompt-output.ts";
import { simulateOutput } from "./outputs/simulate-output.ts";
import { addPictures } from "./pictures.ts";

function traceIn(folder: Folder, name: string) {
  return checkTraceEvents(readFileSync(folder.at(name), "utf8"));
}

/** Two models of which only one may stay. */
const ONE_STAYS = [
  ...["image", "a.png", "-p", "upscaler;model=resample-x2;tile=64"],
  ...["upscaler;model=resample-x4;tile=64;scale=1"],
  ...["--constraint", "cache_size + memory_required > mb(100)"],
];

describe("--trace of a governed run", () => {
  test("shows models, their loads and leases, and each eviction with its reason", async () => {
    using folder = new Folder();
    addPictures(folder, "a.png");
    const files = ["--trace", "out/run.json", "--journal", "run.ndjson", "--json"];
    const { stdout, exitCode } = await spillway([...ONE_STAYS, ...files], { cwd: folder.path });
    expect(exitCode).toBe(0);
    const { trace, decisions } = imageOutput.parse(JSON.parse(stdout));
    expect(trace).toBe("out/run.json");
    const { of, named } = traceIn(folder, "out/run.json");
    expect([...named]).toEqual(["device host", "image_processor", "measurements"]);
    const spans = new Set(of("b").map(({ name }) => name));
    expect(spans).toEqual(new Set(["resample-x2", "resample-x4", "load", "lease"]));
    const evictions = of("i").filter(({ cat }) => cat === "eviction");
    expect(evictions.map(({ name }) => name)).toEqual([
      "evicted resample-x2: constraint",
      "evicted resample-x4: closed",
    ]);
    expect(of("s")).toHaveLength(decisions.flatMap(({ evicted }) => evicted).length);
    const counters = of("C").filter(({ name }) => name === "residents on host");
    expect(counters.at(-1)?.args).toEqual({ image_processor: 0 });

    const again = await spillway(["explain", "run.ndjson", "--trace", "again.json"], {
      cwd: folder.path,
    });
    expect(again.stdout).toContain("trace: again.json");
    expect(traceIn(folder, "again.json").events).toEqual(traceIn(folder, "out/run.json").events);
  });

  test("is written for prompts, and named at the end", async () => {
    using folder = new Folder();
    const argv = ["prompt", "a cat", "--model", "tiny-clip", "--trace", "p.json"];
    const { stdout } = await spillway(argv, { cwd: folder.path });
    expect(stdout).toMatch(/^trace: p\.json$/m);
    expect(traceIn(folder, "p.json").of("b").length).toBeGreaterThan(2);
    const json = await spillway([...argv, "--json"], { cwd: folder.path });
    expect(promptOutput.parse(JSON.parse(json.stdout)).trace).toBe("p.json");
  });
});

describe("the files of spillway simulate", () => {
  const SWEEP = ["simulate", "resnet", "--budget", "0.7,0.45,0.01"];
  const FILES = ["--trace", "t.json", "--snapshot", "s.pickle", "--graph", "g.dot"];

  test("show the tightest run that went through, and say so", async () => {
    using folder = new Folder();
    const { stdout, exitCode } = await spillway([...SWEEP, ...FILES], { cwd: folder.path });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "\ntrace: t.json\nsnapshot: s.pickle\ngraph: g.dot\nthey show resnet under dtr-eq, paper, at 45 %\n",
    );
    const { of } = traceIn(folder, "t.json");
    const json = await spillway([...SWEEP, "--json"], { cwd: folder.path });
    const run = simulateOutput.parse(JSON.parse(json.stdout))[1];
    expect(of("i")).toHaveLength(run?.evictions ?? NaN);
    expect(Math.max(...of("C").map(({ args }) => Number(args["resident"])))).toBe(run?.peakBytes);
    const dot = readFileSync(folder.at("g.dot"), "utf8");
    expect(dot).toMatch(/^digraph "resnet" \{\n/);
    expect(dot).toContain("recomputed ×");
  });

  test.skipIf(!hasPython)(
    "hold a snapshot that Python loads, with the run's peak (skipped where there is no python3)",
    async () => {
      using folder = new Folder();
      const argv = ["simulate", "resnet", "--budget", "0.5", "--snapshot", "s.pickle", "--json"];
      const { stdout } = await spillway(argv, { cwd: folder.path });
      const [run] = simulateOutput.parse(JSON.parse(stdout));
      const { device_traces } = unpickled(readFileSync(folder.at("s.pickle"))) as {
        readonly device_traces: readonly (readonly { action: string; size: number }[])[];
      };
      let bytes = 0;
      let peak = 0;
      for (const { action, size } of device_traces[0] ?? []) {
        if (action === "alloc") bytes += size;
        if (action === "free_completed") bytes -= size;
        peak = Math.max(peak, bytes);
      }
      expect(peak).toBe(run?.peakBytes);
    },
  );

  test("replace earlier ones of their kind, and nothing else unless -ox allows it", async () => {
    using folder = new Folder();
    const at = { cwd: folder.path };
    const argv = ["simulate", "chain", "--budget", "0.5", "--report", "r.html", ...FILES];
    expect((await spillway(argv, at)).exitCode).toBe(0);
    expect((await spillway(argv, at)).exitCode).toBe(0);
    const notes = folder.write("t.json", "my notes");
    const refused = await spillway(argv, at);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("t.json: is there already and is no trace; -ox");
    expect(readFileSync(notes, "utf8")).toBe("my notes");
    expect((await spillway([...argv, "-ox"], at)).exitCode).toBe(0);
    expect(readFileSync(notes, "utf8")).not.toBe("my notes");
  });
});

test("a run's files replace earlier ones of their kind, and nothing else", async () => {
  using folder = new Folder();
  const at = { cwd: folder.path };
  addPictures(folder, "a.png");
  const files = ["--journal", "j.ndjson", "--report", "r.html", "--trace", "t.json"];
  const argv = ["image", "a.png", "-p", "flip", "-o", "b.png", ...files];
  for (const run of [1, 2]) {
    expect({ run, ...(await spillway(argv, at)) }).toMatchObject({ exitCode: 0, stderr: "" });
  }
  const before = readFileSync(folder.at("a.png"));
  for (const option of ["--journal", "--report", "--trace"]) {
    const { exitCode, stderr } = await spillway(["image", "a.png", option, "a.png"], at);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`a.png: is there already and is no ${option.slice(2)}`);
  }
  expect(readFileSync(folder.at("a.png"))).toEqual(before);
  const twice = await spillway(["image", "a.png", "--report", "x", "--trace", "./x"], at);
  expect(twice.stderr).toContain("error: ./x: is asked for as report and as trace");
});

test.skipIf(process.platform === "win32")(
  "a run's files go through links and pipes, and leave them as they are",
  async () => {
    using folder = new Folder();
    const at = { cwd: folder.path };
    symlinkSync("far.json", folder.at("link.json"));
    execFileSync("mkfifo", [folder.at("pipe")]);
    const argv = ["simulate", "chain", "--budget", "0.5", "--graph", "pipe"];
    for (const run of [1, 2]) {
      const [read, { exitCode }] = await Promise.all([
        readFile(folder.at("pipe"), "utf8"),
        spillway([...argv, "--trace", "link.json"], at),
      ]);
      expect({ run, exitCode }).toEqual({ run, exitCode: 0 });
      expect(read).toMatch(/^digraph /);
    }
    expect(traceIn(folder, "far.json").events.length).toBeGreaterThan(0);
    expect(lstatSync(folder.at("link.json")).isSymbolicLink()).toBe(true);
    expect(lstatSync(folder.at("pipe")).isFIFO()).toBe(true);
  },
);

test("explain tells in JSON what it tells people: the run, and evictions that no request asked for", async () => {
  const journal = [
    { kind: "journal", version: 1, startedAt: "2026-01-02T03:04:05.000Z", command: "my program" },
    {
      ...{ seq: 0, at: 7, kind: "evicted", id: "vae/a@host", pool: "vae", key: "a" },
      ...{ device: "host", reason: "idle", bytes: 9 },
    },
  ];
  const stdin = `${journal.map((line) => JSON.stringify(line)).join("\n")}\n`;
  const told = await spillway(["explain", "-"], { stdin });
  expect(told.stdout).toContain("it was not used for as long as its pool allows");
  const { stdout } = await spillway(["explain", "-", "--json"], { stdin });
  expect(explainOutput.parse(JSON.parse(stdout))).toMatchObject({
    command: "my program",
    startedAt: "2026-01-02T03:04:05.000Z",
    complete: true,
    unaskedEvictions: [{ key: "a", reason: "idle" }],
  });
  const other = await spillway(["explain", "-", "b", "--json"], { stdin });
  expect(explainOutput.parse(JSON.parse(other.stdout)).unaskedEvictions).toEqual([]);
});
