// The resize processor against plain sharp on 12 megapixels, interleaved in one run:
//   npm run build && node packages/image/bench/resize.bench.mjs [ROUNDS]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProcessorRegistry, processImage } from "@spillway/image";
import sharp from "sharp";

const ROUNDS = Number(process.argv[2] ?? 9);
const [WIDTH, HEIGHT] = [4000, 3000];
const SIZE = { width: 1280, height: 960 };

const folder = await mkdtemp(join(tmpdir(), "spillway-bench-"));
const processors = [createProcessorRegistry().bind(`resize;size=${SIZE.width}`)];
const sessions = {
  lease: () => Promise.reject(new Error("resize needs no model")),
  evict: () => Promise.resolve(),
};

for (const format of ["jpg", "png"]) {
  const input = join(folder, `input.${format}`);
  await makePicture(input);
  const sides = {
    sharp: () =>
      sharp(input)
        .autoOrient()
        .resize({ ...SIZE, fit: "fill", kernel: "lanczos3" })
        .toFile(join(folder, `sharp.${format}`)),
    spillway: () =>
      processImage({ input, output: join(folder, `spillway.${format}`), processors, sessions }),
  };
  const times = await interleaved(sides);
  const ratio = median(times.spillway) / median(times.sharp);
  console.log(
    `${format}: sharp ${median(times.sharp).toFixed(1)} ms, spillway ${median(times.spillway).toFixed(1)} ms, ` +
      `ratio ${ratio.toFixed(3)} (${ROUNDS} rounds, medians)`,
  );
}
await rm(folder, { recursive: true });

/** Smooth shapes with grain, so that neither codec has an easy picture. */
async function makePicture(path) {
  const noise = { type: "gaussian", mean: 128, sigma: 40 };
  const create = { width: WIDTH / 8, height: HEIGHT / 8, channels: 3, background: "#000", noise };
  const grain = { ...create, width: WIDTH, height: HEIGHT, noise: { ...noise, sigma: 6 } };
  const shapes = await sharp({ create }).blur(6).normalise().resize(WIDTH, HEIGHT).png().toBuffer();
  const texture = await sharp({ create: grain }).png().toBuffer();
  await sharp(shapes)
    .composite([{ input: texture, blend: "soft-light" }])
    .toFile(path);
}

async function interleaved(sides) {
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    const order = Object.entries(sides);
    if (round % 2 === 0) order.reverse();
    for (const [name, work] of order) {
      const start = performance.now();
      await work();
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  return times;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
