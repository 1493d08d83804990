import { existsSync } from "node:fs";
import { bundleSpecsForPage } from "./bundle.mjs";

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** WebGL and WebGPU from SwiftShader, so that no graphics card is needed; reading at once from WebGPU takes both. */
const FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
];

/** Browsers have WebGPU on pages from this machine, and not on those without an address. */
const PAGE = "http://localhost/";

/** What TensorFlow.js says when a browser gave no device: each group of specs asks for one, and now and then gets none. */
const NO_DEVICE = /has not yet been initialized/;

/**
 * Runs the specs on a backend in an installed Chromium; gives the report. Specs that had no device are run again in a fresh
 * browser, once.
 */
export async function runSpecsInChromium(name, filter) {
  const report = await runOnPage(name, [filter]);
  const failed = report.specs.filter(({ message = "" }) => NO_DEVICE.test(message));
  if (failed.length === 0) return report;
  const again = await runOnPage(name, [...new Set(failed.map((spec) => spec.name))]);
  const names = new Set(again.specs.map((spec) => spec.name));
  const others = report.specs.filter((spec) => !names.has(spec.name));
  return { ...report, specs: [...others, ...again.specs] };
}

async function runOnPage(name, filters) {
  const executablePath = places.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) {
    throw new Error("no Chromium is installed; CHROMIUM_PATH may name one");
  }
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.route(PAGE, (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await page.goto(PAGE);
    await page.addScriptTag({ path: await bundleSpecsForPage() });
    return await page.evaluate((given) => conformance.runSpecs(...given), [name, filters]);
  } finally {
    await browser.close();
  }
}
