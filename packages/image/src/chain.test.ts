import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { runChain, type ChainMember } from "./chain.ts";
import type { MemoryGovernor } from "./governing.ts";
import { Picture } from "./picture.ts";
import { createChain } from "./process-image.ts";
import type { ImageProcessor, PictureStep } from "./processor.ts";
import { channelsOf, type PictureMode } from "./raster.ts";
import { createProcessorRegistry } from "./registry.ts";
import type { PictureResize } from "./resize.ts";
import { testChainMember } from "./testing/chain-member.ts";
import { pattern } from "./testing/pattern.ts";

const picture = Picture.fromRaster(pattern({ width: 101, height: 203 }, "RGB"));

function member(
  name: string,
  processor: ImageProcessor,
  more: Partial<ChainMember> = {},
): ChainMember {
  return { name, processor, device: "host", preResize: false, ...more };
}

describe("runChain", () => {
  function recording(log: string[], name: string): ImageProcessor {
    const step =
      (at: string): PictureStep =>
      (current, { size }) => {
        log.push(
          `${name} ${at} ${current.width}x${current.height} for ${size.width}x${size.height}`,
        );
        return Promise.resolve(current);
      };
    return { preResize: step("pre"), postResize: step("post") };
  }

  test("runs all steps before the resize, one resize, and all steps behind it, in order", async () => {
    const log: string[] = [];
    const members = [member("a", recording(log, "a")), member("b", recording(log, "b"))];
    const made = await runChain(picture, members, { resize: { size: { width: 64, height: 64 } } });
    expect(log).toEqual([
      "a pre 101x203 for 64x128",
      "b pre 101x203 for 64x128",
      "a post 64x128 for 64x128",
      "b post 64x128 for 64x128",
    ]);
    expect(made).toMatchObject({ width: 64, height: 128 });
  });

  test("moves a member before the resize, where it precedes earlier ones that stay", async () => {
    const log: string[] = [];
    const members = [
      member("a", { postResize: recording(log, "a").postResize! }),
      member("b", recording(log, "b"), { preResize: true }),
    ];
    await runChain(picture, members);
    expect(log.map((line) => line.slice(0, 6))).toEqual(["b pre ", "b post", "a post"]);
  });

  test("aligns also when no size is given, and warns of an alignment that a member forces", async () => {
    const warnings: string[] = [];
    const made = await runChain(picture, [member("deep", { alignment: 8 })], {
      resize: { align: 6 },
      onWarning: (message) => warnings.push(message),
    });
    expect(made).toMatchObject({ width: 96, height: 192 });
    expect(warnings).toEqual([
      "image processor `deep` forces sizes to be aligned to 24 pixels instead of 6",
    ]);
    expect(await runChain(picture, [], { resize: { align: 8 } })).toMatchObject({
      width: 96,
      height: 200,
    });
  });

  const modes: readonly PictureMode[] = ["L", "LA", "RGB", "RGBA"];
  const uris = [
    "canny",
    "crop;box=1x1x20x20",
    "flip",
    "mirror",
    "grayscale",
    "invert",
    "posterize;bits=4",
    "resize;scale=0.5",
  ];
  test.each(uris)("%s takes every mode that another processor may give", async (uri) => {
    for (const mode of modes) {
      const source = Picture.fromRaster(pattern({ width: 24, height: 24 }, mode));
      const made = await (await runChain(source, [await testChainMember(uri)])).raster();
      expect(made.pixels).toHaveLength(made.width * made.height * channelsOf(made.mode));
    }
  });

  test("lets anything follow grayscale, before and behind the resize", async () => {
    const chain = await Promise.all(
      ["grayscale;pre-resize=true", "invert", "canny", "posterize;bits=1", "grayscale"].map(
        testChainMember,
      ),
    );
    const made = await runChain(picture, chain, { resize: { size: { width: 50, height: 50 } } });
    expect(made).toMatchObject({ mode: "L", width: 50, height: 100 });
  });

  test("stops before a step once it is aborted", async () => {
    const signal = AbortSignal.abort(new Error("stopped"));
    const run = runChain(picture, [await testChainMember("flip")], { signal });
    await expect(run).rejects.toThrow("stopped");
  });

  test("guards for the bytes that a processor declares, on its device, and runs it under the retry", async () => {
    const asked: unknown[] = [];
    const governor = {
      guard: (request: unknown) => Promise.resolve(void asked.push(request)),
      withOutOfMemoryRetry: <T>(device: string, subject: string, work: () => Promise<T>) => {
        asked.push([device, subject]);
        return work();
      },
    };
    const processor = { workBytes: () => 4096, postResize: (p: Picture) => Promise.resolve(p) };
    await runChain(picture, [member("big", processor, { device: "cuda:0" })], { governor });
    expect(asked).toEqual([
      { pool: "image_processor", device: "cuda:0", bytes: 4096 },
      ["cuda:0", "image processor `big` on picture"],
    ]);
  });
});

describe("the memory that pictures take", () => {
  const size = { width: 3000, height: 2000 };
  const large = Picture.fromRaster(pattern(size, "RGB"), "large.png");

  async function asked(uris: readonly string[], of: Picture, resize?: PictureResize) {
    const guard = vi.fn(() => Promise.resolve());
    const governor: MemoryGovernor = { guard, withOutOfMemoryRetry: (_, __, work) => work() };
    const registry = createProcessorRegistry();
    const bound = uris.map((uri) => registry.bind(uri, { overrides: { device: "cuda:0" } }));
    const sessions = { lease: () => Promise.reject(new Error()), evict: () => Promise.resolve() };
    const members = await createChain(bound, { sessions, governor });
    await runChain(of, members, { governor, resize });
    return guard.mock.calls;
  }

  const host = (bytes: number) => [{ pool: "image_processor", device: "host", bytes }];

  test.each([
    ["invert", 36e6],
    ["flip", 36e6],
    ["mirror", 36e6],
    ["posterize;bits=2", 36e6],
    ["crop;box=0x0x3000x1999", 18e6 + 17_991_000],
    ["resize;scale=2", 18e6 + 72e6],
    ["canny", 24 * 6e6],
  ])("is announced by %s, on the host whatever device is asked for", async (uri, bytes) => {
    expect(await asked([uri], large)).toEqual([host(bytes)]);
  });

  test("is announced for the chain's own resize, and for each of the steps around it", async () => {
    const resize = { size: { width: 6000, height: 4000 } };
    expect(await asked(["invert"], large, resize)).toEqual([host(18e6 + 72e6), host(144e6)]);
    expect(await asked(["invert;pre-resize=true"], large, resize)).toEqual([
      host(36e6),
      host(18e6 + 72e6),
    ]);
  });

  test("is not announced where it is little, or nothing is made", async () => {
    expect(await asked(["grayscale"], large)).toEqual([]);
    expect(await asked(["invert", "flip", "resize;scale=3"], picture)).toEqual([]);
    expect(await asked(["resize;scale=1"], large, { size: { width: 3000, height: 1 } })).toEqual(
      [],
    );
  });
});

describe("a processor's own output file", () => {
  test("is written when something changed, numbered unless it may be overwritten", async () => {
    const folder = await mkdtemp(join(tmpdir(), "spillway-debug-"));
    const debug = { path: join(folder, "seen.png"), overwrite: false };
    const changed = { ...(await testChainMember("invert")), debug };
    const unchanged = { ...(await testChainMember("posterize;bits=8")), debug };
    await runChain(picture, [unchanged]);
    expect(await readdir(folder)).toEqual([]);
    await runChain(picture, [changed]);
    await runChain(picture, [changed]);
    await runChain(picture, [{ ...changed, debug: { ...debug, overwrite: true } }]);
    expect((await readdir(folder)).sort()).toEqual(["seen.png", "seen_1.png"]);
    await rm(folder, { recursive: true });
  });
});
