// Renders the pictures in assets/ from nothing but arithmetic: `node scripts/make-pictures.mjs [FOLDER]`.
// The same bytes come out each time with the same version of sharp.
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import sharp from "sharp";
import { dam } from "./dam-scene.mjs";
import { emblem, signBoard } from "./drawings.mjs";

const WIDTH = 640;
const HEIGHT = 427;
/** Samples along each axis for one pixel. */
const SAMPLES = 3;

const folder = process.argv[2] ?? fileURLToPath(new URL("../assets", import.meta.url));

const scene = await sharp(render(dam), {
  raw: { width: WIDTH * SAMPLES, height: HEIGHT * SAMPLES, channels: 3 },
})
  .resize(WIDTH, HEIGHT, { kernel: "lanczos3" })
  .png()
  .toBuffer();

await sharp(scene)
  .composite([{ input: Buffer.from(signBoard), left: 26, top: 322 }])
  .jpeg({ quality: 92, chromaSubsampling: "4:4:4" })
  .toFile(join(folder, "dam.jpg"));

await sharp(Buffer.from(emblem)).png({ compressionLevel: 9 }).toFile(join(folder, "emblem.png"));

function render(colourAt) {
  const [width, height] = [WIDTH * SAMPLES, HEIGHT * SAMPLES];
  const pixels = Buffer.alloc(width * height * 3);
  let offset = 0;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      for (const value of colourAt((i / width) * 1.5, j / height)) {
        pixels[offset++] = Math.round(Math.min(1, Math.max(0, value)) * 255);
      }
    }
  }
  return pixels;
}
