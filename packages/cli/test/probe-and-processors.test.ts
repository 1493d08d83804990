import { formatBytes } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { nativePackages } from "../src/probe/native-packages.ts";
import { probeOutput } from "./outputs/probe-output.ts";
import { processorsOutput } from "./outputs/processors-output.ts";
import { Folder, spillway } from "./harness.ts";

describe("spillway probe", () => {
  test("tells each figure of the host with its source and its age", async () => {
    const { exitCode, stdout } = await spillway(["probe", "--json"]);
    expect(exitCode).toBe(0);
    const { devices } = probeOutput.parse(JSON.parse(stdout));
    expect(devices[0]?.device).toBe("host");
    expect(devices[0]?.figures.map(({ name }) => name)).toEqual(["used", "available", "total"]);
    for (const { source, ageMs } of devices[0]?.figures ?? []) {
      expect(source).not.toBe("");
      expect(ageMs).toBeGreaterThanOrEqual(0);
    }
  });

  test("shows people and bug reports everything that the JSON has", async () => {
    using folder = new Folder();
    folder.write("spillway.config.json", `{ "budgets": { "host": "10MB" } }`);
    const at = { cwd: folder.path };
    const [json, text, markdown] = await Promise.all([
      spillway(["probe", "--json"], at),
      spillway(["probe"], at),
      spillway(["probe", "--markdown"], at),
    ]);
    const output = probeOutput.parse(JSON.parse(json.stdout));
    const { spillway: version, node, nodeRequired, platform, config = "", notes } = output;
    const packages = output.packages.flatMap(({ name, purpose, required }) => [
      ...[name, purpose, required],
    ]);
    const devices = output.devices.flatMap(({ device, figures, budget }) => [
      device,
      ...(budget === undefined ? [] : [formatBytes(budget)]),
      ...figures.flatMap(({ name, source }) => [name, source]),
    ]);
    const facts = [
      version,
      node,
      nodeRequired,
      platform,
      config,
      ...notes,
      ...packages,
      ...devices,
    ];
    for (const { stdout } of [text, markdown]) {
      expect(facts.filter((fact) => !stdout.includes(fact))).toEqual([]);
    }
    expect(markdown.stdout).toContain("| host | available |");
  });

  test("narrows a device to its configured budget", async () => {
    using folder = new Folder();
    folder.write("spillway.config.json", `{ "budgets": { "host": "10MB" } }`);
    const { stdout } = await spillway(["probe", "--json"], { cwd: folder.path });
    const { devices, config } = probeOutput.parse(JSON.parse(stdout));
    expect(config).toBe("spillway.config.json");
    expect(devices[0]).toMatchObject({
      budget: 10_000_000,
      figures: [{}, { bytes: 10_000_000 }, {}],
    });
  });

  test.each([
    [
      { os: "linux", cpu: "arm64", libc: "musl" } as const,
      "npm install --include=optional --os=linux --cpu=arm64 --libc=musl onnxruntime-node@1.30.0",
    ],
    [
      { os: "darwin", cpu: "x64" },
      "npm install --include=optional --os=darwin --cpu=x64 onnxruntime-node@1.30.0",
    ],
  ])("says how to install a package that is missing or broken on %j", async (platform, install) => {
    const missing = Object.assign(new Error("Cannot find package\nstack"), {
      code: "ERR_MODULE_NOT_FOUND",
    });
    const [sharp, onnx] = await nativePackages({
      required: { sharp: "0.35.5", "onnxruntime-node": "1.30.0" },
      platform,
      load: (name) => Promise.reject(name === "sharp" ? missing : new Error("no such symbol")),
    });
    expect(sharp).toMatchObject({
      status: "missing",
      problem: "Cannot find package",
      install: "npm install sharp@0.35.5",
    });
    expect(onnx).toMatchObject({ status: "broken", install });
  });
});

describe("spillway processors", () => {
  const NINE = [
    "canny",
    "crop",
    "flip",
    "grayscale",
    "invert",
    "mirror",
    "posterize",
    "resize",
    "upscaler",
  ];

  test("lists the nine", async () => {
    const { exitCode, stdout } = await spillway(["processors"]);
    expect(exitCode).toBe(0);
    const names = stdout
      .split("\n\n")[0]
      ?.split("\n")
      .map((line) => line.split(" ")[0]);
    expect(names).toEqual(NINE);
  });

  test("describes arguments as JSON", async () => {
    const { stdout } = await spillway(["processors", "posterize", "--json"]);
    const { processors } = processorsOutput.parse(JSON.parse(stdout));
    expect(processors).toHaveLength(1);
    expect(processors[0]?.arguments["bits"]).toMatchObject({ types: ["int"], optional: false });
  });

  test("shows the arguments of those that are named", async () => {
    const { stdout } = await spillway(["processors", "canny", "crop"]);
    expect(stdout).toContain("lower: ");
    expect(stdout).toContain("box: ");
  });

  test("suggests a name for an unknown one", async () => {
    const { exitCode, stderr } = await spillway(["processors", "upscalr"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("did you mean `upscaler`?");
  });

  test("lists those of plugin modules, from the flag and from the configuration", async () => {
    using folder = new Folder();
    const plugin = (name: string) =>
      `export const plugin = { kind: "image-processor", names: ["${name}"], help: "Nothing.", arguments: {}, create: () => ({}) };`;
    folder.write("one.mjs", plugin("one"));
    folder.write("plugins/two.mjs", plugin("two"));
    folder.write("spillway.config.yaml", "plugin_modules:\n  - ./plugins/two.mjs\n");
    const { stdout, exitCode } = await spillway(["processors", "--plugin-modules", "one.mjs"], {
      cwd: folder.path,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^one +Nothing\.$/m);
    expect(stdout).toMatch(/^two +Nothing\.$/m);
  });

  test("names what is wrong with a module that does not load", async () => {
    using folder = new Folder();
    folder.write("broken.mjs", "throw new Error('no driver');");
    const { exitCode, stderr } = await spillway(["processors", "--plugin-modules", "broken.mjs"], {
      cwd: folder.path,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("it throws when imported: no driver");
  });
});
