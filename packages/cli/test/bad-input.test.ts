import { shippedModelPath } from "@spillway/onnx";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { additionModel, externalTensor } from "../../onnx/src/testing/onnx-files.ts";
import { imageOutput } from "./outputs/image-output.ts";
import { Folder, spillway } from "./harness.ts";
import { addPictures, vastPng } from "./pictures.ts";

/** An input or a job that is bad, beside a good picture. */
interface BadCase {
  readonly what: string;
  /** Prepares the folder, and returns the arguments; `good.png` is there already. */
  readonly argv: (folder: Folder) => readonly string[];
  readonly code: string;
  readonly exitCode: number;
  readonly says: string;
}

/** What is found out before any work is done. */
const REFUSED: readonly BadCase[] = [
  {
    what: "an unknown processor",
    argv: () => ["good.png", "-p", "cany"],
    code: "ERR_PLUGIN_NOT_FOUND",
    exitCode: 2,
    says: "did you mean `canny`?",
  },
  {
    what: "a URI with a wrong argument",
    argv: () => ["good.png", "-p", "canny;lowr=5"],
    code: "ERR_PLUGIN_ARGUMENT",
    exitCode: 2,
    says: "^^^^",
  },
  {
    what: "a URI that ends with a delimiter",
    argv: () => ["good.png", "-p", "canny;"],
    code: "ERR_PLUGIN_URI",
    exitCode: 2,
    says: "canny;",
  },
  {
    what: "a wrong constraint",
    argv: () => ["good.png", "--constraint", "available > mb(5", "-p", "flip"],
    code: "ERR_EXPRESSION",
    exitCode: 2,
    says: "available > mb(5",
  },
  {
    what: "an unknown config key",
    argv: (folder) => {
      folder.write("spillway.config.yaml", "budgets:\n  host: 1GB\npolcy: lru\n");
      return ["good.png", "-p", "flip"];
    },
    code: "ERR_CONFIG",
    exitCode: 2,
    says: "spillway.config.yaml:3:1",
  },
  {
    what: "a configuration that is not there",
    argv: () => ["good.png", "--config", "none.yaml"],
    code: "ERR_INPUT",
    exitCode: 2,
    says: "none.yaml: the configuration cannot be read (there is no such file)",
  },
  {
    what: "an unknown policy",
    argv: () => ["good.png", "--policy", "lur"],
    code: "ERR_UNKNOWN_POLICY",
    exitCode: 2,
    says: "did you mean `lru`?",
  },
  {
    what: "a wrong size",
    argv: () => ["good.png", "-r", "10x"],
    code: "ERR_IMAGE_SIZE",
    exitCode: 2,
    says: "512 or 640x480",
  },
  {
    what: "a wrong alignment",
    argv: () => ["good.png", "-al", "0"],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "--align: `0`",
  },
  {
    what: "a wrong budget",
    argv: () => ["good.png", "--budget", "8GB"],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "not of the form device=size",
  },
  {
    what: "a budget of nothing",
    argv: () => ["good.png", "--memory", "0"],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "--memory: `0` is no room at all",
  },
  {
    what: "a budget of nothing for a device",
    argv: () => ["good.png", "--budget", "host=0MB"],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "--budget: `0MB` is no room at all",
  },
  {
    what: "two budgets of one device",
    argv: () => ["good.png", "--budget", "host=200MB", "--memory", "20MB"],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "--memory and --budget both state the budget of host",
  },
  {
    what: "a budget of a misspelt device",
    argv: () => ["good.png", "--budget", "hots=200MB"],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "did you mean `host`?",
  },
  {
    what: "one budget twice",
    argv: () => ["good.png", "--budget", "cpu=200MB", "--budget", "host=20MB"],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "--budget states the budget of host twice",
  },
  {
    what: "a device that there is nowhere",
    argv: () => ["good.png", "-d", "banana:7"],
    code: "ERR_UNKNOWN_DEVICE",
    exitCode: 2,
    says: "no device named banana:7",
  },
  {
    what: "a device without a name",
    argv: () => ["good.png", "-d", ""],
    code: "ERR_USAGE",
    exitCode: 2,
    says: "--device",
  },
  {
    what: "a GPU that this machine does not have",
    argv: () => ["good.png", "-d", "cuda:77"],
    code: "ERR_UNKNOWN_DEVICE",
    exitCode: 2,
    says: "no device named cuda:77",
  },
  {
    what: "a processor on a GPU that this machine does not have",
    argv: () => ["good.png", "-p", "upscaler;model=resample-x2;device=cuda:77"],
    code: "ERR_UNKNOWN_DEVICE",
    exitCode: 2,
    says: "no device named cuda:77",
  },
  {
    what: "a misspelt pool",
    argv: (folder) => {
      folder.write("spillway.config.yaml", "pools: {image_procesor: {budget: 1MB}}\n");
      return ["good.png", "-p", "flip"];
    },
    code: "ERR_CONFIG",
    exitCode: 2,
    says: "did you mean `image_processor`?",
  },
  {
    what: "too many outputs",
    argv: () => ["good.png", "-o", "a.png", "b.png"],
    code: "ERR_OUTPUT",
    exitCode: 2,
    says: "2 outputs for 1 inputs",
  },
  {
    what: "a journal in a folder that is a file",
    argv: () => ["good.png", "--journal", "good.png/run.ndjson"],
    code: "ERR_OUTPUT",
    exitCode: 2,
    says: "the journal cannot be written",
  },
];

/** What belongs to one input of a batch: the other one is processed. */
const FAILED: readonly BadCase[] = [
  {
    what: "a missing picture",
    argv: () => ["none.png", "good.png", "-p", "flip"],
    code: "ERR_PICTURE",
    exitCode: 2,
    says: "none.png",
  },
  {
    what: "a truncated picture",
    argv: (folder) => {
      folder.write("cut.png", readFileSync(folder.at("good.png")).subarray(0, 2000));
      return ["cut.png", "good.png", "-p", "flip"];
    },
    code: "ERR_PICTURE",
    exitCode: 2,
    says: "cut.png",
  },
  {
    what: "a picture of 100,000 x 100,000 pixels",
    argv: (folder) => {
      folder.write("vast.png", vastPng());
      return ["vast.png", "good.png", "-p", "flip"];
    },
    code: "ERR_PICTURE",
    exitCode: 2,
    says: "100000",
  },
  {
    what: "an empty file",
    argv: (folder) => {
      folder.write("empty.png", "");
      return ["empty.png", "good.png", "-p", "flip"];
    },
    code: "ERR_PICTURE",
    exitCode: 2,
    says: "empty.png",
  },
  {
    what: "an output folder that is a file",
    argv: (folder) => {
      folder.write("taken", "");
      return ["good.png", "good.png", "-p", "flip", "-o", "taken/a.png", "good_processed_2.png"];
    },
    code: "ERR_OUTPUT",
    exitCode: 2,
    says: "taken",
  },
];

/** A folder that nobody can make, not even root. */
const IMPOSSIBLE: readonly BadCase[] = existsSync("/proc/self")
  ? [
      {
        what: "an output folder that cannot be made",
        argv: () => ["good.png", "good.png", "-p", "flip", "-o", "/proc/none/a.png", "b.png"],
        code: "ERR_OUTPUT",
        exitCode: 2,
        says: "the output folder cannot be made",
      },
    ]
  : [];

/** Models that cannot be used. */
const MODELS: readonly BadCase[] = [
  {
    what: "a missing model",
    argv: () => ["good.png", "-p", "upscaler;model=none.onnx"],
    code: "ERR_ONNX_MODEL",
    exitCode: 2,
    says: "none.onnx",
  },
  {
    what: "a file that is no ONNX model",
    argv: () => ["good.png", "-p", "upscaler;model=good.png"],
    code: "ERR_ONNX_MODEL",
    exitCode: 2,
    says: "good.png",
  },
  {
    what: "a model whose external data is missing",
    argv: (folder) => {
      folder.write(
        "model.onnx",
        additionModel(externalTensor("weights", 4, { location: "weights.bin" }), 4),
      );
      return ["good.png", "-p", "upscaler;model=model.onnx"];
    },
    code: "ERR_ONNX_MODEL",
    exitCode: 2,
    says: "weights.bin",
  },
  {
    what: "a model with the wrong outputs",
    argv: () => ["good.png", "-p", `upscaler;model=${shippedModelPath("edges")}`],
    code: "ERR_UPSCALER_MODEL",
    exitCode: 2,
    says: "edges",
  },
];

describe.each(REFUSED)("$what", ({ argv, code, exitCode, says }) => {
  test(`ends with ${exitCode} before anything is done`, async () => {
    using folder = new Folder();
    addPictures(folder, "good.png");
    const args = argv(folder);
    const before = readdirSync(folder.path);
    const human = await spillway(["image", ...args], { cwd: folder.path });
    expect(human.exitCode).toBe(exitCode);
    expect(human.stdout).toBe("");
    expectClear(human.stderr, says);
    const { stdout } = await spillway(["image", ...args, "--json"], { cwd: folder.path });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(readdirSync(folder.path)).toEqual(before);
  });
});

describe.each([...FAILED, ...IMPOSSIBLE, ...MODELS])("$what", ({ argv, code, exitCode, says }) => {
  test(`ends with ${exitCode}, one message, and nothing half-written`, async () => {
    using folder = new Folder();
    addPictures(folder, "good.png");
    const args = argv(folder);
    const {
      stdout,
      stderr,
      exitCode: actual,
    } = await spillway(["image", ...args, "--json"], { cwd: folder.path });
    expect(actual).toBe(exitCode);
    expectClear(stderr, says);
    const { inputs } = imageOutput.parse(JSON.parse(stdout));
    expect(inputs[0]?.error?.code).toBe(code);
    expect(inputs[0]?.outputs).toEqual([]);
    expect(readdirSync(folder.path).filter((name) => name.includes(".part"))).toEqual([]);
    for (const { outputs, error } of inputs.slice(1)) {
      expect(error).toBeUndefined();
      expect(existsSync(folder.at(outputs[0]!.path))).toBe(true);
    }
  });
});

/** One message that names the thing, says what to try, and shows no stack. */
function expectClear(stderr: string, says: string): void {
  expect(stderr.match(/^error: /gm)).toHaveLength(1);
  expect(stderr).toContain(says);
  expect(stderr).toMatch(/^ {2}try: /m);
  expect(stderr).not.toMatch(/^\s+at .+:\d+/m);
}
