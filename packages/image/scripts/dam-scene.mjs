import { clamp, fractal, hash, mix, mixColour, noise, scale, smoothstep } from "./noise.mjs";

// Coordinates: x runs from 0 to 1.5 and y from 0 to 1 over the picture, y downwards. Colours run from 0 to 1.

const HORIZON = 0.47;
const CREST = 0.565;
const FOOT = 0.84;
const SUN = { x: 0.44, y: 0.27 };
const WALL = { left: 0.3, right: 1.36 };
const BAYS = 6;

/** The colour of the scene at a point: the first thing from the front that covers it. */
export function dam(x, y) {
  return (
    fir(x, y, { at: 0.1, foot: 0.93, height: 0.62, seed: 3 }) ??
    fir(x, y, { at: 1.43, foot: 0.97, height: 0.55, seed: 5 }) ??
    fir(x, y, { at: 1.3, foot: 0.9, height: 0.3, seed: 9 }) ??
    fir(x, y, { at: 0.215, foot: 0.87, height: 0.33, seed: 7 }) ??
    bank(x, y) ??
    wall(x, y) ??
    river(x, y) ??
    landscape(x, y)
  );
}

function landscape(x, y) {
  if (y > HORIZON) return lake(x, y);
  return hills(x, y) ?? sky(x, y);
}

function sky(x, y) {
  const height = clamp(y / HORIZON);
  const base = mixColour([0.17, 0.33, 0.6], [0.98, 0.8, 0.62], height ** 1.5);
  const distance = Math.hypot(x - SUN.x, (y - SUN.y) * 1.15);
  const glow = Math.exp(-distance * 5.5);
  const disc = 1 - smoothstep(0.032, 0.036, distance);
  const cloud = smoothstep(0.48, 0.72, fractal(x * 2.4 + y * 1.2, y * 9, 11, 6));
  const lit = mixColour([0.55, 0.52, 0.62], [1, 0.86, 0.74], clamp(glow * 1.6 + 0.35));
  const hazy = mixColour(base, lit, cloud * 0.8 * (1 - height ** 4 * 0.6));
  return mixColour(hazy, [1, 0.95, 0.8], clamp(glow * 0.75 + disc * (1 - cloud * 0.5)));
}

const RANGES = [
  { base: 0.37, rise: 0.52, frequency: 1.9, seed: 23, near: 0 },
  { base: 0.42, rise: 0.2, frequency: 2.4, seed: 35, near: 0.45 },
  { base: 0.465, rise: 0.11, frequency: 4, seed: 48, near: 1 },
];

function hills(x, y) {
  const range = RANGES.findLast((candidate) => y > ridge(candidate, x));
  if (range === undefined) return undefined;
  const depth = y - ridge(range, x);
  const relief = (u, v) => fractal(u * 11 + v * 5, v * 13 - u * 3, range.seed + 7, 6);
  const slope = (relief(x + 0.006, y) - relief(x - 0.006, y)) * 3;
  const light = clamp(
    0.68 + slope * clamp((x - SUN.x) * 6, -1, 1) + (relief(x * 4, y * 4) - 0.5) * 0.4,
    0.25,
    1.2,
  );
  const rock = mixColour([0.36, 0.37, 0.47], [0.15, 0.23, 0.14], range.near);
  const snow =
    (1 - range.near * 1.8) * smoothstep(0.13, 0.05, depth + (relief(x * 2, y * 2) - 0.5) * 0.22);
  const ground = scale(mixColour(rock, [0.99, 0.95, 0.94], clamp(snow)), light);
  const haze = (1 - range.near * 0.7) * smoothstep(0.02, 0.16, y - 0.27) * 0.6;
  return mixColour(ground, [0.93, 0.75, 0.64], haze);
}

function ridge({ base, rise, frequency, seed }, x) {
  return base - rise * (fractal(x * frequency + seed, 0.5, seed, 7) - 0.3);
}

function lake(x, y) {
  const depth = (y - HORIZON) / (CREST - HORIZON);
  const ripple = fractal(x * 18, y * 240, 61, 3) - 0.5;
  const mirrored = HORIZON - (y - HORIZON) * 1.6 + ripple * 0.05;
  const reflected = hills(x + ripple * 0.012, mirrored) ?? sky(x, mirrored);
  const water = mixColour(reflected, [0.1, 0.24, 0.33], 0.32 + depth * 0.25);
  const glint = Math.exp(-((x - SUN.x) ** 2) * 140) * smoothstep(0.12, 0.3, ripple + 0.12);
  return mixColour(water, [1, 0.9, 0.7], glint * 0.8);
}

function wall(x, y) {
  if (x < WALL.left || x > WALL.right || y < CREST - 0.018 || y > FOOT + 0.02) return undefined;
  const along = ((x - WALL.left) / (WALL.right - WALL.left)) * BAYS;
  const bay = Math.floor(along);
  const place = along - bay;
  const pier = Math.min(place, 1 - place) < 0.13;
  const opened = bay !== 0 && bay !== BAYS - 1;
  if (y < CREST) return parapet(x, y);
  if (y < CREST + 0.028) return scale(concrete(x, y), 0.74);
  if (!pier && opened) return fall(x, y, bay + place);
  const edge = Math.min(place, 1 - place) / 0.13;
  const roundness = pier
    ? 0.72 + 0.4 * Math.sin(clamp(0.5 + (place < 0.5 ? 1 : -1) * edge * 0.5) * 3)
    : 0.86;
  return scale(concrete(x, y), roundness * mix(1.02, 0.72, (y - CREST) / (FOOT - CREST)));
}

/** A balustrade: a rail over posts, with the lake between them. */
function parapet(x, y) {
  const rail = y < CREST - 0.013;
  const post = (x * 60) % 1 < 0.22;
  return rail || post ? scale(concrete(x, y), rail ? 1.15 : 0.8) : undefined;
}

function concrete(x, y) {
  const [width, height] = [0.062, 0.0215];
  const course = Math.floor(y / height);
  const shifted = x / width + (course % 2) / 2;
  const tone = hash(Math.floor(shifted), course, 71) * 0.14;
  const [u, v] = [shifted % 1, (y / height) % 1];
  const joint = Math.min(u * 3, (1 - u) * 3, v, 1 - v) < 0.075;
  const grain = fractal(x * 150, y * 150, 73, 4) * 0.22;
  const stain = smoothstep(0.5, 0.75, fractal(x * 22, y * 3.2, 75, 4)) * 0.2;
  return scale([0.83, 0.76, 0.68], 0.72 + tone + grain - stain - (joint ? 0.24 : 0));
}

function fall(x, y, along) {
  const drop = (y - CREST) / (FOOT - CREST);
  const streaks = fractal(x * 130, y * 5 - along * 3, 81, 4);
  const fine = noise(x * 420, y * 16, 85);
  const white = clamp(0.25 + drop * 0.5 + (streaks - 0.5) * 1.5 + (fine - 0.5) * 0.3);
  return mixColour([0.3, 0.47, 0.55], [0.97, 0.97, 0.95], white);
}

function river(x, y) {
  if (y < FOOT) return undefined;
  const near = (y - FOOT) / (1 - FOOT);
  const waves = fractal(x * mix(34, 9, near), y * mix(150, 46, near), 91, 5);
  const base = mixColour([0.34, 0.48, 0.52], [0.1, 0.25, 0.3], clamp(near * 1.2));
  const lit = mixColour(base, [0.95, 0.8, 0.66], smoothstep(0.52, 0.75, waves) * 0.65);
  const spray = fractal(x * 24, y * 40, 95, 5);
  const foam = smoothstep(0.3 + near * 1.1, 0.62 + near * 1.1, spray + 0.12);
  const inReach = smoothstep(WALL.left, 0.5, x) * smoothstep(WALL.right, 1.16, x);
  return mixColour(lit, [0.97, 0.97, 0.95], clamp(foam * inReach * 1.2));
}

function bank(x, y) {
  const shore = fractal(x * 7, 0.5, 101, 5) * 0.09;
  const left = y > 0.55 + shore + smoothstep(0.14, 0.4, x) * 0.42;
  const right = y > 0.58 + shore + smoothstep(1.42, 1.22, x) * 0.44;
  if ((!left || x > 0.75) && (!right || x < 0.9)) return undefined;
  const blades = fractal(x * 190 + noise(x * 30, y * 20, 105) * 3, y * 46, 103, 4);
  const patches = fractal(x * 9, y * 14, 107, 4);
  const green = mixColour([0.13, 0.2, 0.07], [0.53, 0.55, 0.2], clamp(blades * 1.5 - 0.35));
  const dry = mixColour(green, [0.62, 0.49, 0.26], smoothstep(0.5, 0.68, patches) * 0.7);
  const flower = hash(Math.floor(x * 210), Math.floor(y * 210), 109) > 0.992;
  return flower ? [0.98, 0.86, 0.5] : scale(dry, 0.62 + patches * 0.6);
}

function fir(x, y, { at, foot, height, seed }) {
  const up = (foot - y) / height;
  if (up < -0.04 || up > 1) return undefined;
  const across = x - at;
  if (up < 0.07) return Math.abs(across) < 0.011 ? [0.2, 0.13, 0.09] : undefined;
  const tier = (1 - up) * 13;
  const droop = tier % 1;
  const ragged =
    noise(tier * 3 + seed, across * 90, seed) * 0.5 + noise(y * 300, across * 200, seed) * 0.4;
  const reach = height * 0.27 * (1 - up) * (0.5 + droop * 0.5) * (0.65 + ragged * 0.6);
  if (Math.abs(across) > reach + 0.002) return undefined;
  const needles = fractal(x * 160, y * 120, seed, 3);
  const side = clamp(0.5 + (SUN.x - at > 0 ? 1 : -1) * (across / (reach + 0.01)) * 0.5);
  return scale(mixColour([0.05, 0.11, 0.08], [0.3, 0.36, 0.17], side * needles), 0.5 + droop * 0.7);
}
