/** A repeatable pseudo-random number in [0, 1) for a lattice point. */
export function hash(x, y, seed) {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Value noise in [0, 1), smooth between lattice points. */
export function noise(x, y, seed) {
  const [i, j] = [Math.floor(x), Math.floor(y)];
  const [s, t] = [fade(x - i), fade(y - j)];
  const top = mix(hash(i, j, seed), hash(i + 1, j, seed), s);
  return mix(top, mix(hash(i, j + 1, seed), hash(i + 1, j + 1, seed), s), t);
}

/** Fractal noise in [0, 1): octaves of half the amplitude and twice the frequency. */
export function fractal(x, y, seed, octaves) {
  let sum = 0;
  let weight = 0;
  for (let k = 0, f = 1, a = 1; k < octaves; k++, f *= 2, a /= 2) {
    sum += a * noise(x * f, y * f, seed + k);
    weight += a;
  }
  return sum / weight;
}

export function mix(a, b, t) {
  return a + (b - a) * t;
}

export function mixColour(a, b, t) {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
}

export function scale(colour, factor) {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

export function clamp(x, low = 0, high = 1) {
  return Math.min(high, Math.max(low, x));
}

/** 0 below `a`, 1 above `b`, smooth between. */
export function smoothstep(a, b, x) {
  return fade(clamp((x - a) / (b - a)));
}

function fade(t) {
  return t * t * (3 - 2 * t);
}
