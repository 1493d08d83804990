import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Governor } from "@spillway/core";
import { inProcessHolder, shippedModelPath } from "@spillway/onnx";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createProcessorRegistry,
  defineImageProcessor,
  governedSessions,
  pixelStep,
  processImage,
  shippedPicturePath,
  type ProcessedImage,
  type ProcessImageOptions,
  type SessionSource,
} from "../src/index.ts";
import { fakeModel } from "../src/testing/fake-model.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spillway-image-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const dam = shippedPicturePath("dam.jpg");
const registry = createProcessorRegistry();

async function run(
  uris: readonly string[],
  more: Partial<ProcessImageOptions> = {},
): Promise<ProcessedImage> {
  await using governor = new Governor();
  return await processImage({
    input: dam,
    output: join(folder, "out.png"),
    processors: uris.map((uri) => registry.bind(uri)),
    sessions: governedSessions(governor.pool("image_processor"), inProcessHolder()),
    governor,
    ...more,
  });
}

describe("bad input", () => {
  afterEach(async () => {
    expect((await readdir(folder)).filter((name) => /out|part/.test(name))).toEqual([]);
  });

  test.each(["png", "jpg"])(
    "a truncated .%s picture is refused by name, and nothing is written",
    async (ending) => {
      const input = join(folder, `cut.${ending}`);
      await sharp(dam).toFile(input);
      const whole = await readFile(input);
      await writeFile(input, whole.subarray(0, whole.length / 2));
      for (const uris of [[], ["grayscale"], ["resize;size=100"]]) {
        await expect(run(uris, { input })).rejects.toMatchObject({
          code: "ERR_PICTURE",
          path: input,
        });
      }
    },
  );

  test("a box outside the picture names picture, box and size", async () => {
    await expect(run(["crop;box=0x0x9000x9000"])).rejects.toThrow(
      /dam\.jpg: image processor `crop`: the box 0x0x9000x9000 does not lie within the picture, which is 640x427/,
    );
  });

  test("an output folder that cannot be made is named", async () => {
    await writeFile(join(folder, "file"), "");
    const output = join(folder, "file", "sub", "a.png");
    await expect(run([], { output })).rejects.toMatchObject({
      code: "ERR_OUTPUT",
      path: join(folder, "file", "sub"),
    });
  });

  test("an output that is a folder is named", async () => {
    const output = join(folder, "a.png");
    await mkdir(join(output, "x"), { recursive: true });
    await expect(run([], { output })).rejects.toMatchObject({ code: "ERR_OUTPUT", path: output });
  });

  test("an unknown ending is refused before any work", async () => {
    await expect(run([], { output: "a.bmp" })).rejects.toThrow(
      /a\.bmp: has the unknown ending \.bmp/,
    );
  });

  test("a file that is no model is refused by name", async () => {
    await expect(run([`upscaler;model=${dam}`])).rejects.toMatchObject({
      code: "ERR_ONNX_MODEL",
      path: dam,
    });
  });

  test("a model with other inputs than a picture is refused by name", async () => {
    const sessions = modelled(
      {
        ...fakeModel({ scale: 2 }).session,
        inputs: [{ name: "ids", type: "int64", dims: [1, 77] }],
      },
      [],
    );
    await expect(run(["upscaler;model=m.onnx"], { sessions })).rejects.toThrow(
      /m\.onnx: its input `ids` is int64\[1, 77\]; a super-resolution model takes one picture/,
    );
  });

  test.each([
    ["posterize;bits=9", "ERR_PLUGIN_ARGUMENT"],
    ["posterize", "ERR_PLUGIN_ARGUMENT"],
    ["crop;box=9x9x1x1", "ERR_PLUGIN_ARGUMENT"],
    ["resize", "ERR_PLUGIN_ARGUMENT"],
    ["resize;size=1x1;scale=2", "ERR_PLUGIN_ARGUMENT"],
    ["resize;scale=0", "ERR_PLUGIN_ARGUMENT"],
    ["resize;scale=1,2,3", "ERR_PLUGIN_ARGUMENT"],
    ["resize;size=1x", "ERR_PLUGIN_ARGUMENT"],
    ["canny;aperture-size=4", "ERR_PLUGIN_ARGUMENT"],
    ["canny;threshold-algo=li", "ERR_PLUGIN_ARGUMENT"],
    ["canny;detect-resolution=big", "ERR_PLUGIN_ARGUMENT"],
    ["canny;device=cuda:0", "ERR_PLUGIN_ARGUMENT"],
    ["upscaler;model=m;tile=8", "ERR_PLUGIN_ARGUMENT"],
    ["upscaler;model=m;tile=64;overlap=40", "ERR_PLUGIN_ARGUMENT"],
    ["upscaler;model=m;dtype=int8", "ERR_PLUGIN_ARGUMENT"],
    ["cany", "ERR_PLUGIN_NOT_FOUND"],
  ])("%s is refused when it is bound", (uri, code) => {
    expect(() => registry.bind(uri)).toThrow(expect.objectContaining({ code }));
  });

  test("an abort leaves nothing and gives its reason", async () => {
    const signal = AbortSignal.abort(new Error("by the user"));
    await expect(run(["flip"], { signal })).rejects.toThrow("by the user");
  });
});

function modelled(session: ReturnType<typeof fakeModel>["session"], log: string[]): SessionSource {
  return {
    lease({ model, device }) {
      log.push(`lease ${model} on ${device}`);
      return Promise.resolve({
        value: session,
        [Symbol.asyncDispose]: () => Promise.resolve(void log.push("release")),
      });
    },
    evict: ({ model, device }) => Promise.resolve(void log.push(`evict ${model} from ${device}`)),
  };
}

describe("models in a chain", () => {
  test.each([
    ["cuda:0;model-offload=true", ["lease m on cuda:0", "release", "evict m from cuda:0"]],
    ["cuda:0", ["lease m on cuda:0", "release"]],
    ["cpu;model-offload=true", ["lease m on host", "release"]],
  ])("device=%s", async (device, expected) => {
    const log: string[] = [];
    const sessions = modelled(fakeModel({ scale: 2 }).session, log);
    await run([`upscaler;model=m;device=${device}`, "grayscale"], {
      sessions,
      governor: undefined,
    });
    expect(log).toEqual(expected);
  });

  test("are loaded once for several pictures", async () => {
    await using governor = new Governor();
    const sessions = governedSessions(governor.pool("image_processor"), inProcessHolder());
    const uri = `upscaler;model=${shippedModelPath("resample-x2")}`;
    for (const name of ["a.png", "b.png"]) {
      const made = await run([uri], { sessions, governor, output: join(folder, name) });
      expect(made).toMatchObject({ width: 1280, height: 854 });
    }
    const text = JSON.stringify(governor.journal.entries);
    expect(text.match(/"kind":"load(ed)?"/g)?.length).toBe(1);
  });
});

describe("outputs", () => {
  test("tell in a PNG what was done, beside what the input told", async () => {
    const { output } = await run(["grayscale", "posterize;bits=4"]);
    const { comments } = await sharp(output).metadata();
    expect(comments).toEqual([{ keyword: "spillway", text: "grayscale\nposterize;bits=4" }]);
  });

  test("report progress by processor", async () => {
    const seen = new Set<string>();
    await run(["flip", "invert;pre-resize=true"], {
      onProgress: ({ processor, step }) => seen.add(`${processor} ${step}`),
    });
    expect([...seen]).toEqual(["invert pre-resize", "flip post-resize"]);
  });
});

test("a plugin of another package joins the registry with arguments of its own", async () => {
  const threshold = defineImageProcessor({
    names: ["threshold"],
    help: "Black and white.",
    arguments: {
      at: { type: "int", help: "Lowest white value.", default: 128, minimum: 0, maximum: 255 },
    },
    create: ({ at }) => ({
      modes: ["L"],
      postResize: pixelStep((source) => ({
        ...source,
        pixels: source.pixels.map((value) => (value >= at ? 255 : 0)),
      })),
    }),
  });
  const own = createProcessorRegistry();
  own.add(threshold);
  const made = await run([], { processors: [own.bind("invert"), own.bind("threshold;at=100")] });
  const { channels } = await sharp(made.output).stats();
  expect(made.mode).toBe("L");
  expect(channels[0]).toMatchObject({ min: 0, max: 255 });
});
