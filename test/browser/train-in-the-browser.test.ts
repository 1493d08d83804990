/// <reference lib="dom" />
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseBytes } from "@spillway/core";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeComplaints } from "./accessibility.ts";
import { hasChromium, inChromium, launchChromium } from "./chromium.ts";
import { serveFolder } from "./static-server.ts";
import type { StaticServer } from "./static-server.ts";

const example = fileURLToPath(new URL("../../examples/train-in-the-browser/", import.meta.url));
/** The first three measure. */
const STEPS = 12;
/** A step takes a third of a second without a graphics card; several times that on a busy machine. */
const STEPS_MS = 120_000;
const TEST_MS = 150_000;

/** A row of the page's table. */
interface ShownStep {
  readonly loss: number;
  readonly memory: number;
  readonly threshold: number;
  readonly evicted: number;
  readonly computedAgain: number;
}

/** Trains from the first step on. Gives what the page's table shows, the first step first. */
async function train(page: Page, steps: number): Promise<readonly ShownStep[]> {
  await page.getByRole("button", { name: "Start training" }).click();
  const rows = page.locator("#rows tr");
  await rows.nth(steps - 1).waitFor({ state: "attached", timeout: STEPS_MS });
  await page.getByRole("button", { name: "Stop training" }).click();
  const cells = await rows.evaluateAll((all) =>
    all.map((row) => Array.from(row.children, (cell) => cell.textContent)),
  );
  return cells.reverse().slice(0, steps).map(shownStep);
}

function shownStep(cells: readonly string[]): ShownStep {
  const [, loss = "", memory = "", threshold = "", evicted, computedAgain] = cells;
  return {
    loss: Number(loss),
    memory: parseBytes(memory),
    threshold: threshold === "none" ? Infinity : parseBytes(threshold),
    evicted: Number(evicted),
    computedAgain: Number(computedAgain),
  };
}

describe.skipIf(!hasChromium)(`the example train-in-the-browser ${inChromium}`, () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;
  let problems: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spillway-page-"));
    await build({
      configFile: join(example, "vite.config.mjs"),
      logLevel: "error",
      build: { outDir: folder, emptyOutDir: true },
    });
    server = await serveFolder(folder);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true });
  });

  async function openPage(width: number, colorScheme: "light" | "dark"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("request", (request) => {
      if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(server.url)) {
        problems.push(`asked for ${request.url()}`);
      }
    });
    await page.goto(server.url);
    await page.locator("#toggle:enabled").waitFor();
    return page;
  }

  let governed: readonly ShownStep[];

  test("trains under a quarter of its memory, and shows it", { timeout: TEST_MS }, async () => {
    const page = await openPage(1280, "light");
    governed = await train(page, STEPS);
    const [free, limited] = [governed.slice(0, 3), governed.slice(3)];
    const need = Math.max(...free.map(({ memory }) => memory));
    for (const { threshold, evicted } of free) expect([threshold, evicted]).toEqual([Infinity, 0]);
    for (const { memory, threshold, evicted, computedAgain } of limited) {
      expect(threshold / need).toBeCloseTo(0.25, 2);
      expect(memory).toBeLessThanOrEqual(threshold);
      expect(evicted).toBeGreaterThan(0);
      expect(computedAgain).toBeGreaterThan(0);
    }
    await expectReadable(page);
    expect(await page.locator("h1").textContent()).toMatch(/^A network that takes .+ trains in .+/);
    expect(await page.locator("#memory h2").textContent()).toMatch(/^Memory stays under/);
  });

  test("comes to the same losses without a threshold", { timeout: TEST_MS }, async () => {
    const page = await openPage(390, "dark");
    await page.locator("#share").fill("110");
    const steps = await train(page, STEPS);
    expect(steps.every(({ computedAgain }) => computedAgain === 0)).toBe(true);
    const losses = steps.map(({ loss }) => loss);
    expect(losses).toEqual(governed.map(({ loss }) => loss));
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? NaN));
    await expectReadable(page);
  });

  /** The charts are drawn and named, nothing sticks out, axe is content and nothing has gone wrong. */
  async function expectReadable(page: Page): Promise<void> {
    await page.getByText("The numbers of each step").first().click();
    const charts = page.getByRole("img", { name: / / });
    expect(await charts.count()).toBe(4);
    for (const chart of await charts.all()) {
      const drawn = await chart.locator("path.bars, path.line").getAttribute("d");
      expect(drawn?.match(/V|L/g)?.length).toBeGreaterThanOrEqual(STEPS - 1);
    }
    expect(await page.locator("#announcement").textContent()).toMatch(/^Step \d+: loss \d/);
    const { scroll, width } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      width: window.innerWidth,
    }));
    expect(scroll).toBeLessThanOrEqual(width);
    expect(await axeComplaints(page)).toEqual([]);
    expect(problems).toEqual([]);
    expect(server.missing).toEqual([]);
  }

  test("says so where there is no WebGL", async () => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    await page.goto(server.url);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("no WebGL 2");
    expect(await page.locator("#toggle").isDisabled()).toBe(true);
  });
});
