// Makes docs/pictures/report.png, the top of the report that `npm start` writes: `npm start && node scripts/report-picture.mjs`.
// Needs Chromium; CHROMIUM_PATH names one that is not /usr/bin/chromium.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import sharp from "sharp";

const report = new URL("../out/report.html", import.meta.url);
const picture = fileURLToPath(new URL("../docs/pictures/report.png", import.meta.url));

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 980, height: 1500 } });
await page.goto(report.href);
const screenshot = await page.screenshot();
await browser.close();
await sharp(screenshot).png({ palette: true, compressionLevel: 9 }).toFile(picture);
