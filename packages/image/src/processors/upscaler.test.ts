import { Governor } from "@spillway/core";
import { inProcessHolder } from "@spillway/onnx";
import { describe, expect, test, vi } from "vitest";
import { governedSessions } from "../governed-sessions.ts";
import type { MemoryGovernor } from "../governing.ts";
import { Picture } from "../picture.ts";
import { processPicture } from "../process-image.ts";
import { createProcessorRegistry } from "../registry.ts";
import { fakeModel } from "../testing/fake-model.ts";
import { pattern } from "../testing/pattern.ts";

/** What is announced for a picture before a model of factor 2 is run on it. */
async function announced(uri: string, side: number) {
  const picture = Picture.fromRaster(pattern({ width: side, height: side }, "RGB"));
  const { session } = fakeModel({ scale: 2, side: undefined });
  const isProbe = vi.fn(() => false).mockReturnValueOnce(true);
  const stopped = Promise.reject(new Error("not run here"));
  stopped.catch(() => undefined);
  const value = {
    ...session,
    run: (...args: Parameters<typeof session.run>) => (isProbe() ? session.run(...args) : stopped),
  };
  const guard = vi.fn(() => Promise.resolve());
  const governor: MemoryGovernor = { guard, withOutOfMemoryRetry: (_, __, work) => work() };
  const lease = { value, [Symbol.asyncDispose]: () => Promise.resolve() };
  const sessions = { lease: () => Promise.resolve(lease), evict: () => Promise.resolve() };
  const processors = [createProcessorRegistry().bind(uri)];
  const made = processPicture(picture, "png", { processors, sessions, governor });
  await expect(made).rejects.toThrow("not run here");
  return guard.mock.calls.flat();
}

describe("the upscaler announces", () => {
  const pool = "image_processor";
  // 128 feature planes, three channels of input and three of each of four output pixels, of four bytes.
  const tile = 512 * 512 * (128 + 3 + 12) * 4;
  const pictures = 2000 * 2000 * 3 * (1 + 4);

  test("a tile's activations, and on the host the pictures with them", async () => {
    expect(await announced("upscaler;model=m", 600)).toEqual([
      { pool, device: "host", bytes: tile },
    ]);
    expect(await announced("upscaler;model=m", 2000)).toEqual([
      { pool, device: "host", bytes: tile + pictures },
    ]);
  });

  test("its pictures on the host where the model runs elsewhere", async () => {
    expect(await announced("upscaler;model=m;device=cuda", 2000)).toEqual([
      { pool, device: "cuda:0", bytes: tile },
      { pool, device: "host", bytes: pictures },
    ]);
  });
});

describe("the upscaler's model", () => {
  const picture = Picture.fromRaster(pattern({ width: 8, height: 8 }, "RGB"));

  async function made(governor: Governor, uri: string) {
    const sessions = governedSessions(governor.pool("image_processor"), inProcessHolder());
    const processors = [createProcessorRegistry().bind(uri)];
    return await processPicture(picture, "png", { processors, sessions, governor });
  }

  test("may be one that ships, by its name", async () => {
    await using governor = new Governor();
    expect(await made(governor, "upscaler;model=resample-x4")).toMatchObject({ width: 32 });
    const { plugin } = createProcessorRegistry().bind("upscaler;model=m");
    expect(plugin.arguments["model"]?.help).toContain("resample-x2, resample-x4");
  });

  test.each(["banana:7", "cpu:1", "webgpu:2"])(
    "is not loaded on %s, which is no device, and nothing is booked there",
    async (device) => {
      await using governor = new Governor();
      const refused = made(governor, `upscaler;model=resample-x2;device=${device}`);
      await expect(refused).rejects.toMatchObject({ code: "ERR_UNKNOWN_DEVICE", device });
      expect(governor.journal.entries).toEqual([]);
    },
  );
});
