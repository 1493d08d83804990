// Pictures to learn from and to be measured on: drawn from a seed, so that nobody needs a data set. Four kinds, after
// what makes super-resolution hard: occluding edges at all scales, self-similar texture, repetition, and thin strokes.
import {
  type Colour,
  clamp,
  fractal,
  hash,
  mix,
  mixColour,
  noise,
  scale,
  smoothstep,
} from "../../packages/image/scripts/noise.mjs";
import sharp from "sharp";

type Random = () => number;

/** The colour at a place of the unit square. */
type ColourAt = (x: number, y: number) => Colour;

/** A colour that varies over the plane. */
interface Texture {
  readonly colour: ColourAt;
}

interface Leaf extends Texture {
  readonly covers: (x: number, y: number) => boolean;
}

/** A range of hills. */
interface Range {
  readonly base: number;
  readonly rise: number;
  readonly frequency: number;
  readonly ground: readonly [Colour, Colour];
  readonly relief: number;
  readonly seed: number;
}

/** Where a point lies in a pattern: in which cell, and how far from its edge. */
interface Place {
  readonly toEdge: number;
  readonly cell: readonly [number, number];
}

/** Samples along each axis for one pixel. */
const SAMPLES = 3;

/** A picture of `side` by `side` pixels, as a PNG; the kinds take turns. */
export async function drawPicture(seed: number, side: number): Promise<Buffer> {
  const random = randomNumbers(seed);
  switch (seed % 4) {
    case 0:
      return await leaves(random, side);
    case 1:
      return await terrain(random, side);
    case 2:
      return await pattern(random, side);
    default:
      return await page(random, side);
  }
}

/** Numbers in [0, 1), the same for the same seed. */
export function randomNumbers(seed: number): Random {
  let drawn = 0;
  return () => hash(drawn++, 17, seed + 1000);
}

/**
 * Dead leaves: opaque shapes of power-law sizes that hide one another, whose edges and scales are distributed as those
 * of photographs are (Lee, Mumford and Huang, "Occlusion models for natural images", 2001).
 */
async function leaves(random: Random, side: number): Promise<Buffer> {
  const front = Array.from({ length: 300 }, () => leaf(random));
  const ground = texture(random);
  return await render(side, (x, y) =>
    (front.find((one) => one.covers(x, y)) ?? ground).colour(x, y),
  );
}

function leaf(random: Random): Leaf {
  const [cx, cy, turn] = [random(), random(), random() * Math.PI];
  const radius = 0.02 / Math.sqrt(0.003 + random() * 0.997);
  const slimness = mix(0.25, 1, random());
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const isBox = random() < 0.4;
  const covers = (x: number, y: number): boolean => {
    const u = Math.abs((x - cx) * cos + (y - cy) * sin);
    const v = Math.abs((y - cy) * cos - (x - cx) * sin) / slimness;
    return isBox ? Math.max(u, v) < radius : u * u + v * v < radius * radius;
  };
  return { covers, ...texture(random) };
}

/** Shaded along one direction, and grained. */
function texture(random: Random): Texture {
  const [one, other] = [colour(random), colour(random)];
  const [dx, dy] = [random() - 0.5, random() - 0.5];
  const [stretch, fineness] = [mix(0.3, 1, random()), 4 * 40 ** random()];
  const [shade, grain] = [random() ** 2 * 2, random() ** 2 * 0.7];
  const seed = Math.floor(random() * 1e6);
  return {
    colour(x, y) {
      const along = clamp(0.5 + (dx * (x - 0.5) + dy * (y - 0.5)) * shade);
      const rough = fractal(x * fineness, y * fineness * stretch, seed, 4) - 0.5;
      return scale(mixColour(one, other, along), 1 + rough * grain * 2);
    },
  };
}

function colour(random: Random): Colour {
  const [light, saturation] = [mix(0.05, 0.95, random()), random() ** 3];
  const channel = (): number => mix(light, random(), saturation);
  return [channel(), channel(), channel()];
}

/** Ranges of hills under a sky, lit from one side: each range hides those behind it, down to a meadow. */
async function terrain(random: Random, side: number): Promise<Buffer> {
  const [high, low] = [colour(random), colour(random)];
  const cloud = { seed: Math.floor(random() * 1e6), amount: random() };
  const ranges = Array.from({ length: 4 }, (_, i): Range => ({
    base: 0.3 + 0.2 * i + 0.1 * random(),
    rise: mix(0.1, 0.5, random()),
    frequency: mix(1, 6, random()),
    ground: [colour(random), colour(random)],
    relief: 8 * 4 ** random(),
    seed: Math.floor(random() * 1e6),
  }));
  const top = ({ base, rise, frequency, seed }: Range, x: number): number =>
    base - rise * (fractal(x * frequency, 0.5, seed, 7) - 0.4);
  return await render(side, (x, y) => {
    const range = ranges.findLast((candidate) => y > top(candidate, x));
    if (range !== undefined) return hillside(range, x, y);
    const veil = smoothstep(0.4, 0.7, fractal(x * 3, y * 8, cloud.seed, 5)) * cloud.amount;
    return mixColour(mixColour(high, low, y), [0.95, 0.94, 0.92], veil);
  });
}

function hillside({ ground: [one, other], relief, seed }: Range, x: number, y: number): Colour {
  const height = (u: number): number => fractal(u * relief, y * relief * 1.6, seed, 6);
  const light = clamp(0.75 + (height(x + 0.004) - height(x - 0.004)) * 5, 0.2, 1.3);
  const patches = smoothstep(0.4, 0.6, fractal(x * 12, y * 20, seed + 50, 4));
  return scale(mixColour(one, other, patches), light);
}

/** Stripes, bricks or rings, bent by noise, each cell in a tone of its own. */
async function pattern(random: Random, side: number): Promise<Buffer> {
  const [face, gap] = [texture(random), texture(random)];
  const shape = [stripes, bricks, rings][Math.floor(random() * 3)] ?? rings;
  const [turn, frequency] = [random() * Math.PI, 6 * 5 ** random()];
  const [cos, sin, bend] = [Math.cos(turn), Math.sin(turn), random() ** 2 * 0.08];
  const [width, contrast, seed] = [mix(0.04, 0.4, random()), random() * 0.5, random() * 1e6];
  return await render(side, (x, y) => {
    const u = x * cos + y * sin + noise(x * 4, y * 4, seed) * bend;
    const v = y * cos - x * sin + noise(x * 4, y * 4, seed + 1) * bend;
    const { toEdge, cell } = shape(u * frequency, v * frequency);
    if (toEdge < width) return gap.colour(x, y);
    return scale(face.colour(x, y), 1 + (hash(...cell, 71) - 0.5) * contrast);
  });
}

function stripes(u: number): Place {
  return { toEdge: fraction(u), cell: [Math.floor(u), 0] };
}

function bricks(u: number, v: number): Place {
  const course = Math.floor(v * 2);
  const shifted = u + (course % 2) / 2;
  const toEdge = Math.min(fraction(shifted) * 2, fraction(v * 2));
  return { toEdge, cell: [Math.floor(shifted), course] };
}

function rings(u: number, v: number): Place {
  const radius = Math.hypot(u - 2, v - 2) * 1.5;
  return { toEdge: fraction(radius), cell: [Math.floor(radius), 1] };
}

function fraction(x: number): number {
  return x - Math.floor(x);
}

/** Lines of letters that no alphabet has, made of strokes, over a few plain and shaded shapes. */
async function page(random: Random, side: number): Promise<Buffer> {
  const css = (): string => {
    const channels = colour(random).map((value) => Math.round(value * 255));
    return `rgb(${channels.join()})`;
  };
  const gradient = (id: string): string =>
    `<linearGradient id="${id}" x2="${random()}" y2="${random()}"><stop stop-color="${css()}"/><stop offset="1" stop-color="${css()}"/></linearGradient>`;
  const at = (): number => Math.round(random() * side * 10) / 10;
  const curve = (): string =>
    `<path d="M${at()} ${at()} Q${at()} ${at()} ${at()} ${at()} T${at()} ${at()}" fill="${random() < 0.5 ? "none" : css()}" stroke="${css()}" stroke-width="${0.6 + 5 * random() ** 2}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <defs>${gradient("ground")}${gradient("disc")}</defs>
    <rect width="${side}" height="${side}" fill="url(#ground)"/>
    <circle cx="${at()}" cy="${at()}" r="${at() / 2}" fill="url(#disc)"/>
    ${Array.from({ length: 6 }, curve).join("")}
    ${Array.from({ length: 9 }, (_, line) => writing(random, side, line, css())).join("")}
  </svg>`;
  return await sharp(Buffer.from(svg)).flatten().png().toBuffer();
}

function writing(random: Random, side: number, line: number, stroke: string): string {
  const size = side * mix(0.03, 0.1, random() ** 2);
  const glyphs = Array.from({ length: 40 }, (_, i) => {
    const point = (): string => `${Math.floor(random() * 5)} ${Math.floor(random() * 7)}`;
    const [from, by, to, dash] = [point(), point(), point(), point()];
    const joined = random() < 0.5 ? `L${by} L${to}` : `Q${by} ${to}`;
    return `<path transform="translate(${i * 5.6} 0)" d="M${from} ${joined} M${dash} h2"/>`;
  });
  const place = `translate(${side * (random() * 0.3 - 0.05)} ${(side * (line + random())) / 9})`;
  return `<g transform="${place} rotate(${(random() - 0.5) * 12}) scale(${size / 6})" fill="none"
    stroke="${stroke}" stroke-width="${mix(0.5, 1.2, random())}" stroke-linecap="round">${glyphs.join("")}</g>`;
}

async function render(side: number, colourAt: ColourAt): Promise<Buffer> {
  const samples = side * SAMPLES;
  const pixels = Buffer.alloc(samples * samples * 3);
  let offset = 0;
  for (let j = 0; j < samples; j++) {
    for (let i = 0; i < samples; i++) {
      for (const value of colourAt(i / samples, j / samples)) {
        pixels[offset++] = Math.round(clamp(value) * 255);
      }
    }
  }
  const raw = { width: samples, height: samples, channels: 3 } as const;
  return await sharp(pixels, { raw }).resize(side, side, { kernel: "lanczos3" }).png().toBuffer();
}
