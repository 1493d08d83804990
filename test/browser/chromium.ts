import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const places = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** An installed Chromium; none is ever downloaded. */
const executablePath = places.find((place) => place !== undefined && existsSync(place));

export const hasChromium: boolean = executablePath !== undefined;

/** For the name of what is skipped without it. */
export const inChromium = hasChromium
  ? "in Chromium"
  : "in Chromium (skipped: none is installed; CHROMIUM_PATH may name one)";

/** WebGL comes from SwiftShader, so that no graphics card is needed; and the browser makes no requests of its own. */
const FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser that nobody sees. @param flags besides the usual ones. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  if (executablePath === undefined) throw new Error("no Chromium is installed");
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] });
}
