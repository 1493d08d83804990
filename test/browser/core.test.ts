/// <reference lib="dom" />
import { fileURLToPath } from "node:url";
import type { Browser, JSHandle } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "./bundle.ts";
import { hasChromium, inChromium, launchChromium } from "./chromium.ts";
import type * as CoreProgram from "../core-program.ts";

const program = fileURLToPath(new URL("../core-program.ts", import.meta.url));

describe("a browser bundle of the core", () => {
  test("imports nothing, and nothing of Node.js stands in it", async () => {
    const { imports, modules } = await bundle(program);
    expect(imports).toEqual([]);
    expect(
      modules.filter((id) => /browser-external|^node:|[/]core[/]src[/]node[.]ts/.test(id)),
    ).toEqual([]);
    expect(modules.filter((id) => id.includes("/core/src/")).length).toBeGreaterThan(20);
  });
});

describe.skipIf(!hasChromium)(`the core ${inChromium}`, () => {
  let browser: Browser;
  let core: JSHandle<typeof CoreProgram>;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => problems.push(message.text()));
    const { code } = await bundle(program);
    const url = await page.evaluate(
      (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })),
      code,
    );
    core = await page.evaluateHandle<typeof CoreProgram>(`import(${JSON.stringify(url)})`);
  });
  afterAll(() => browser.close());

  test("evaluates a constraint", async () => {
    expect(await core.evaluate(({ constrain }) => constrain())).toEqual(["met", "not-met"]);
  });

  test("evicts a model that no probe can see, by its budget", async () => {
    expect(await core.evaluate(({ govern }) => govern())).toEqual(["first: budget"]);
  });

  test("makes values again that were evicted under a threshold", async () => {
    const { read, rematerializations, peakBytes } = await core.evaluate((each) => each.recompute());
    expect(read).toEqual([0, 1, 4, 9, 16, 16, 9, 4, 1, 0]);
    expect(rematerializations).toBe(3);
    expect(peakBytes).toBe(6);
  });

  test("reports no error and says nothing", () => {
    expect(problems).toEqual([]);
  });
});
