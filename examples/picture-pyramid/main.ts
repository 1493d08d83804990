// A pyramid of pictures, many times larger than the threshold, browsed back and forth. What was evicted is made again
// from what it needs, and only then: a level from the level below it, the lowest from its file.
import { formatBytes } from "@spillway/core";
import { type Recomputable, createRemat } from "@spillway/core/remat";
import { shippedPicturePath } from "@spillway/image";
import sharp from "sharp";

const PICTURES = 24;
const [WIDTH, HEIGHT] = [1280, 854];
const remat = createRemat({ evictionThreshold: 16_000_000, evicteeMinimumSize: 0 });

/** A picture from its file, in a hue of its own. */
async function decode(hue: number): Promise<Buffer> {
  const picture = sharp(shippedPicturePath("dam.jpg")).resize(WIDTH, HEIGHT).modulate({ hue });
  return await picture.raw().toBuffer();
}

async function halve(pixels: Buffer, level: number): Promise<Buffer> {
  const [width, height] = [WIDTH >> (level - 1), HEIGHT >> (level - 1)];
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(WIDTH >> level, HEIGHT >> level)
    .raw()
    .toBuffer();
}

const bytes = (level: number): number => (WIDTH >> level) * (HEIGHT >> level) * 3;
const pyramids = Array.from({ length: PICTURES }, (_, i) => {
  const full = remat.compute(`picture ${i}`, [], () => decode(i * 15), { bytes: bytes(0) });
  const half = remat.compute(`half ${i}`, [full], (p) => halve(p, 1), { bytes: bytes(1) });
  const quarter = remat.compute(`quarter ${i}`, [half], (p) => halve(p, 2), { bytes: bytes(2) });
  return { full, half, quarter };
});

// Zoom in on each picture on the way there, and glance at each on the way back.
const forth = pyramids.flatMap(({ quarter, half, full }) => [quarter, half, full]);
const back = pyramids.toReversed().map(({ quarter }) => quarter);
const before = new Map<Recomputable<Buffer>, number>();
for (const value of [...forth, ...back]) {
  const sum = (await value.get()).reduce((total, byte) => (total * 31 + byte) | 0, 0);
  if ((before.get(value) ?? sum) !== sum) throw new Error(`${value.name} has changed`);
  before.set(value, sum);
}

const total = PICTURES * (bytes(0) + bytes(1) + bytes(2));
const { peakBytes, evictions, rematerializations } = remat.accounts();
console.log(`${formatBytes(total)} of pictures under a threshold of 16.0 MB`);
console.log(
  `at most ${formatBytes(peakBytes)} at once, ${evictions} evicted, ${rematerializations} made again`,
);
