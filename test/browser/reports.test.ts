/// <reference lib="dom" />
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeComplaints } from "./accessibility.ts";
import { hasChromium, inChromium, launchChromium } from "./chromium.ts";
import { reportPages } from "./report-pages.ts";

const looks = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 390, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
] as const;

type Look = (typeof looks)[number];

const kinds = Object.keys(reportPages);
const views = kinds.flatMap((kind) =>
  looks.map((look) => [kind, look.width, look.colorScheme, look] as const),
);
const MOST_BYTES = 300_000;

const made = new Map<string, Promise<string>>();

/** The report of a kind, made once. */
function reportOf(kind: string): Promise<string> {
  const page = made.get(kind) ?? reportPages[kind]!();
  made.set(kind, page);
  return page;
}

describe.each(kinds)("the %s report", (kind) => {
  test("is the same bytes for the same input", async () => {
    expect(await reportPages[kind]!()).toBe(await reportOf(kind));
  });

  test("is small", async () => {
    expect(Buffer.byteLength(await reportOf(kind))).toBeLessThan(MOST_BYTES);
  });

  test("allows nothing but its own styles and pictures", async () => {
    const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(
      await reportOf(kind),
    );
    expect(policy?.[1]?.split("; ").toSorted()).toEqual([
      "default-src 'none'",
      "img-src data:",
      "style-src 'unsafe-inline'",
    ]);
  });
});

describe.skipIf(!hasChromium)(`a report ${inChromium}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** Opens a report offline, without the right to run scripts unless asked. Tells what the page asked for. */
  async function open(
    kind: string,
    { width, colorScheme }: Look,
    javaScriptEnabled: boolean,
  ): Promise<{ readonly page: Page; readonly requests: readonly string[] }> {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled });
    const page = await context.newPage();
    const requests: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) requests.push(request.url());
    });
    page.on("console", (message) => requests.push(`said: ${message.text()}`));
    await page.setContent(await reportOf(kind));
    await context.setOffline(true);
    return { page, requests };
  }

  test.each(views)(
    "%s: axe is content at %i pixels in the %s",
    { timeout: 60_000 },
    async (kind, width, _, look) => {
      const { page, requests } = await open(kind, look, true);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      expect(await axeComplaints(page)).toEqual([]);
      const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scrollWidth).toBeLessThanOrEqual(width);
      expect(requests).toEqual([]);
      await page.context().close();
    },
  );

  test.each(kinds)("%s shows its finding, charts and tables without scripts", async (kind) => {
    const { page, requests } = await open(kind, looks[0], false);
    expect((await page.locator("h1").innerText()).length).toBeGreaterThan(20);
    const figures = page.locator("figure:has(svg)");
    expect(await figures.count()).toBeGreaterThan(1);
    for (const figure of await figures.all()) {
      expect((await figure.locator("h3").innerText()).length).toBeGreaterThan(10);
      expect(await figure.getByRole("img").count()).toBeGreaterThan(0);
      await figure.locator("summary").click();
      expect(await figure.locator("table tbody tr:visible").count()).toBeGreaterThan(0);
    }
    expect(requests).toEqual([]);
    await page.context().close();
  });
});
