/// <reference lib="dom" />
import { fileURLToPath } from "node:url";
import type { Browser, JSHandle } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "./bundle.ts";
import { hasChromium, inChromium, launchChromium } from "./chromium.ts";
import type * as WebGLInABrowser from "./webgl-in-a-browser.ts";

const program = fileURLToPath(new URL("./webgl-in-a-browser.ts", import.meta.url));

describe.skipIf(!hasChromium)(
  `a threshold around WebGL ${inChromium}`,
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    let webgl: JSHandle<typeof WebGLInABrowser>;

    beforeAll(async () => {
      browser = await launchChromium();
      const page = await browser.newPage();
      const { code } = await bundle(program);
      const url = await page.evaluate(
        (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })),
        code,
      );
      webgl = await page.evaluateHandle<typeof WebGLInABrowser>(`import(${JSON.stringify(url)})`);
    });
    afterAll(() => browser.close());

    test("books what is there when inputs are spilled while an operator runs", async () => {
      const free = await webgl.evaluate((each) => each.bytesAfterEachStep(Infinity, 3));
      const pressed = await webgl.evaluate((each) => each.bytesAfterEachStep(750_000, 3));
      for (const [step, bytes] of pressed.usedBytes.entries()) {
        expect(bytes).toBeLessThanOrEqual(free.usedBytes[step] ?? NaN);
      }
      expect(pressed.losses).toEqual(free.losses);
    });

    test("adds numbers of different types", async () => {
      expect(await webgl.evaluate((each) => each.mixed())).toEqual([5, 7]);
    });

    test("keeps pixels that their source has lost", async () => {
      expect(await webgl.evaluate((each) => each.pixels())).toEqual([255, 0, 0]);
    });

    test("gives a slice a texture of its own, so that what it was cut from can go", async () => {
      const { both, slice } = await webgl.evaluate((each) => each.texturesAroundASlice());
      expect(both - slice).toBe(256 * 256 * 4);
      expect(slice).toBeLessThan(8192);
    });

    test("makes small results again to the last bit", async () => {
      const results = await webgl.evaluate((each) => each.small());
      expect(results.filter(([, same]) => !same)).toEqual([]);
      expect(results).toHaveLength(5);
    });
  },
);
