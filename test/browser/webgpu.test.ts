/// <reference lib="dom" />
import { fileURLToPath } from "node:url";
import type { Browser, JSHandle, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundle } from "./bundle.ts";
import { hasChromium, inChromium, launchChromium } from "./chromium.ts";
import type * as WebGPUInABrowser from "./webgpu-in-a-browser.ts";

const program = fileURLToPath(new URL("./webgpu-in-a-browser.ts", import.meta.url));

/** WebGPU from SwiftShader, by way of its Vulkan: otherwise a canvas cannot show what WebGPU made, which a read at once needs. */
const FLAGS = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--ignore-gpu-blocklist",
];

/** Browsers have WebGPU on pages from this machine, and not on those without an address. */
async function openLocalPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  const url = "http://localhost/";
  await page.route(url, (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await page.goto(url);
  return page;
}

async function hasAdapter(page: Page): Promise<boolean> {
  return page.evaluate(
    async () => "gpu" in navigator && (await navigator.gpu.requestAdapter()) !== null,
  );
}

describe.skipIf(!hasChromium)(
  `a threshold around WebGPU ${inChromium}`,
  { timeout: 240_000 },
  () => {
    let browser: Browser;
    let webgpu: JSHandle<typeof WebGPUInABrowser> | undefined;

    beforeAll(async () => {
      browser = await launchChromium(FLAGS);
      const page = await openLocalPage(browser);
      if (!(await hasAdapter(page))) return;
      const { code } = await bundle(program);
      const url = await page.evaluate(
        (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })),
        code,
      );
      webgpu = await page.evaluateHandle<typeof WebGPUInABrowser>(`import(${JSON.stringify(url)})`);
    });
    beforeEach(({ skip }) => skip(webgpu === undefined, "the browser has no WebGPU adapter"));
    afterAll(() => browser.close());

    /** Only tests call it, and none runs without an adapter. */
    function loaded(): JSHandle<typeof WebGPUInABrowser> {
      if (webgpu === undefined) throw new Error("the program was not loaded");
      return webgpu;
    }

    test("trains to the same losses without it, under one that is ample, and under one that bites", async () => {
      const plain = await loaded().evaluate((each) => each.plainly(3));
      const free = await loaded().evaluate((each) =>
        each.trainUnder({ evictionThreshold: 1e9 }, 3, "adam"),
      );
      const pressed = await loaded().evaluate((each) =>
        each.trainUnder({ evictionThreshold: 500_000 }, 3, "adam"),
      );
      expect(free.losses).toEqual(plain.losses);
      expect(free.stats).toMatchObject({ evictions: 0, rematerializations: 0 });
      expect(pressed.losses).toEqual(plain.losses);
      expect(pressed.stats.evictions).toBeGreaterThan(100);
      expect(pressed.stats.rematerializations).toBeGreaterThan(30);
      expect(pressed.stats).toMatchObject({ usedBytes: 0, overBytes: 0, operators: 0 });
      expect(pressed.stats.peakBytes).toBeLessThanOrEqual(500_000);
      expect(free.stats.peakBytes).toBeGreaterThan(2_000_000);
    });

    test("has the backend allocate no more than it and what is on its way to the GPU", async () => {
      const threshold = 500_000;
      const { allocatedBytes, losses, memory, idsLeft } = await loaded().evaluate(
        (each, evictionThreshold) => each.trainUnder({ evictionThreshold }, 2, "sgd"),
        threshold,
      );
      const largestTensor = 4 * 24 * 24 * 8 * 4;
      expect(allocatedBytes).toBeLessThan(threshold + 1.5 * largestTensor);
      expect(losses).toHaveLength(2);
      expect(new Set(memory.map(({ numDataBuffers }) => numDataBuffers)).size).toBe(1);
      expect(idsLeft).toBe(0);
    });

    test("refuses what a hard one has no room for, with the numbers, and goes on", async () => {
      const { error, after } = await loaded().evaluate((each) => each.refusal());
      expect(error).toMatchObject({
        code: "ERR_REMAT_OUT_OF_MEMORY",
        thresholdBytes: 100_000,
        smallestBytes: 200_000,
      });
      expect(after).toBe(Math.fround(Math.sin(1)));
    });

    test("brings back what the program wrote from the copy that is kept", async () => {
      const { same, evictions, usedBytes } = await loaded().evaluate((each) => each.spilled());
      expect(same).toEqual([true, true, true, true]);
      expect(evictions).toBeGreaterThan(4);
      expect(usedBytes).toBe(0);
    });

    test("finishes a read whose tensor is evicted meanwhile", async () => {
      const read = await loaded().evaluate((each) => each.evictedWhileRead());
      expect(read).toEqual({ same: true, ids: 0 });
    });

    test("runs nothing again that adds in any order", async () => {
      const again = await loaded().evaluate((each) => each.ranAgain());
      expect(again).toContain("Square");
      expect(again).not.toContain("UnsortedSegmentSum");
      expect(again).not.toContain("BatchMatMul");
    });

    test("makes small results again to the last bit", async () => {
      const results = await loaded().evaluate((each) => each.small());
      expect(results.filter(([, same]) => !same)).toEqual([]);
      expect(results).toHaveLength(5);
    });

    test("adds numbers of different types", async () => {
      expect(await loaded().evaluate((each) => each.mixed())).toEqual([5, 7]);
    });

    test("keeps pixels that their source has lost", async () => {
      expect(await loaded().evaluate((each) => each.pixels())).toEqual([255, 0, 0]);
    });

    test("changes a setting of the backend only while it is there", async () => {
      expect(await loaded().evaluate((each) => each.cpuForward())).toEqual([true, false, true]);
    });

    test("gives values at once to who does not wait", async () => {
      expect(await loaded().evaluate((each) => each.readAtOnce())).toBe(true);
    });
  },
);
