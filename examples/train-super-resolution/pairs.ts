// What the network learns from: small pictures, and what interpolation misses of the large ones they came from.
import type { HeldSession, Tensor } from "@spillway/onnx";
import sharp from "sharp";

export const SCALE = 2;

/** How people make pictures smaller. `area` is the mean of each square of pixels; the others are sharp's. */
export const SHRINKINGS = ["area", "cubic", "lanczos3"] as const;
export type Shrinking = (typeof SHRINKINGS)[number];

/** An RGB picture, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** A small picture and the detail to be found in it, both row by row. */
export interface Pair {
  readonly width: number;
  readonly height: number;
  readonly reach: number;
  /** In 0..1, its edge repeated by `reach` pixels on each side. */
  readonly image: Float32Array;
  /**
   * The large picture less the interpolated one, with twelve values for each small pixel, ordered as ONNX's DepthToSpace
   * in CRD order takes them: channel, row, column.
   */
  readonly detail: Float32Array;
}

/** Patches of pairs, as the data of two tensors. */
export interface Batch {
  readonly images: Float32Array;
  readonly details: Float32Array;
  readonly count: number;
  /** Of a patch of detail, in small pixels. */
  readonly side: number;
  /** Of its image, which reaches further. */
  readonly wide: number;
}

/** An RGB picture without transparency, its sides cut to whole multiples of the scale. */
export async function readPicture(file: string | Buffer): Promise<Pixels> {
  const { width, height } = await sharp(file).metadata();
  const { data, info } = await sharp(file)
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .extract({ left: 0, top: 0, width: width - (width % SCALE), height: height - (height % SCALE) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

/** The same picture at half its size. */
export async function shrink(
  { width, height, pixels }: Pixels,
  shrinking: Shrinking,
): Promise<Pixels> {
  const small = { width: width / SCALE, height: height / SCALE };
  if (shrinking === "area") return { ...small, pixels: squareMeans({ width, height, pixels }) };
  const shrunk = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(small.width, small.height, { kernel: shrinking })
    .raw()
    .toBuffer();
  return { ...small, pixels: shrunk };
}

function squareMeans({ width, pixels }: Pixels): Buffer {
  const means = Buffer.alloc(pixels.length / SCALE ** 2);
  const row = width * 3;
  for (let i = 0; i < means.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % (width / SCALE), Math.floor((i * 2) / row)];
    const at = y * SCALE * row + x * SCALE * 3 + c;
    const corners = [at, at + 3, at + row, at + row + 3];
    means[i] = Math.round(corners.reduce((sum, corner) => sum + (pixels[corner] ?? 0), 0) / 4);
  }
  return means;
}

/** Runs an ONNX model of `image` [1, 3, height, width] on a picture; the planes of what comes out. */
export async function enlarge(
  session: HeldSession,
  { width, height, pixels }: Pixels,
): Promise<Float32Array> {
  const area = width * height;
  const data = Float32Array.from(
    pixels,
    (_, i) => (pixels[(i % area) * 3 + Math.floor(i / area)] ?? 0) / 255,
  );
  const image: Tensor = { type: "float32", dims: [1, 3, height, width], data };
  const { enlarged } = await session.run({ image });
  if (enlarged?.data instanceof Float32Array) return enlarged.data;
  throw new TypeError(`${session.path} gives no "enlarged" of float32`);
}

/** A pair to learn from: the picture made small, and what the interpolating model misses of it. */
export async function makePair(
  interpolation: HeldSession,
  large: Pixels,
  { shrinking, reach }: { readonly shrinking: Shrinking; readonly reach: number },
): Promise<Pair> {
  const small = await shrink(large, shrinking);
  const interpolated = await enlarge(interpolation, small);
  const { width, height } = small;
  const detail = new Float32Array(width * height * 3 * SCALE ** 2);
  for (let i = 0; i < detail.length; i++) {
    const [column, row, c] = [i % 2, (i >> 1) % 2, (i >> 2) % 3];
    const place = Math.floor(i / 12);
    const x = (place % width) * SCALE + column;
    const y = Math.floor(place / width) * SCALE + row;
    const at = y * large.width + x;
    const wanted = (large.pixels[at * 3 + c] ?? 0) / 255;
    detail[i] = wanted - (interpolated[c * large.width * large.height + at] ?? 0);
  }
  return { width, height, reach, image: repeatEdges(small, reach), detail };
}

function repeatEdges({ width, height, pixels }: Pixels, reach: number): Float32Array {
  const [wide, high] = [width + 2 * reach, height + 2 * reach];
  const inside = (n: number, length: number): number =>
    Math.min(length - 1, Math.max(0, n - reach));
  return Float32Array.from({ length: wide * high * 3 }, (_, i) => {
    const place = Math.floor(i / 3);
    const [x, y] = [inside(place % wide, width), inside(Math.floor(place / wide), height)];
    return (pixels[(y * width + x) * 3 + (i % 3)] ?? 0) / 255;
  });
}

/** Square patches of `side` small pixels from randomly chosen places. */
export function drawBatch(
  pairs: readonly Pair[],
  random: () => number,
  { count, side }: { readonly count: number; readonly side: number },
): Batch {
  const patches = Array.from({ length: count }, () => {
    const pair = pairs[Math.floor(random() * pairs.length)];
    if (pair === undefined) throw new RangeError("there are no pairs to learn from");
    const left = Math.floor(random() * (pair.width - side + 1));
    const top = Math.floor(random() * (pair.height - side + 1));
    return { pair, left, top };
  });
  const wide = side + 2 * (patches[0]?.pair.reach ?? 0);
  const images = patches.map(({ pair: { image, width, reach }, left, top }) =>
    cut(image, { width: width + 2 * reach, channels: 3 }, { left, top, side: wide }),
  );
  const details = patches.map(({ pair: { detail, width }, left, top }) =>
    cut(detail, { width, channels: 12 }, { left, top, side }),
  );
  return { images: joined(images), details: joined(details), count, side, wide };
}

/** The rows of a square of a plane. */
function cut(
  plane: Float32Array,
  { width, channels }: { readonly width: number; readonly channels: number },
  { left, top, side }: { readonly left: number; readonly top: number; readonly side: number },
): readonly Float32Array[] {
  return Array.from({ length: side }, (_, y) => {
    const start = ((top + y) * width + left) * channels;
    return plane.subarray(start, start + side * channels);
  });
}

function joined(patches: readonly (readonly Float32Array[])[]): Float32Array {
  const rows = patches.flat();
  const values = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const row of rows) {
    values.set(row, end);
    end += row.length;
  }
  return values;
}
