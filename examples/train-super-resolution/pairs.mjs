// What the network learns from: small pictures, and what interpolation misses of the large ones they came from.
import sharp from "sharp";

export const SCALE = 2;

/** How people make pictures smaller. `area` is the mean of each square of pixels; the others are sharp's. */
export const SHRINKINGS = ["area", "cubic", "lanczos3"];

/** An RGB picture without transparency, its sides cut to whole multiples of the scale. */
export async function readPicture(file) {
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
export async function shrink({ width, height, pixels }, shrinking) {
  const small = { width: width / SCALE, height: height / SCALE };
  if (shrinking === "area") return { ...small, pixels: squareMeans({ width, height, pixels }) };
  const shrunk = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(small.width, small.height, { kernel: shrinking })
    .raw()
    .toBuffer();
  return { ...small, pixels: shrunk };
}

function squareMeans({ width, height, pixels }) {
  const means = Buffer.alloc(pixels.length / SCALE ** 2);
  const row = width * 3;
  for (let i = 0; i < means.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % (width / SCALE), Math.floor((i * 2) / row)];
    const at = y * SCALE * row + x * SCALE * 3 + c;
    means[i] = Math.round(
      (pixels[at] + pixels[at + 3] + pixels[at + row] + pixels[at + row + 3]) / 4,
    );
  }
  return means;
}

/** Runs an ONNX model of `image` [1, 3, height, width] on a picture; the planes of what comes out. */
export async function enlarge(session, { width, height, pixels }) {
  const area = width * height;
  const data = Float32Array.from(
    pixels,
    (_, i) => pixels[(i % area) * 3 + Math.floor(i / area)] / 255,
  );
  const image = { type: "float32", dims: [1, 3, height, width], data };
  const { enlarged } = await session.run({ image });
  return enlarged.data;
}

/**
 * A pair to learn from, both row by row. `image` is the small picture in 0..1, its edge repeated by `reach` pixels on
 * each side. `detail` is the large picture less the interpolated one, with twelve values for each small pixel, ordered
 * as ONNX's DepthToSpace in CRD order takes them: channel, row, column.
 */
export async function makePair(interpolation, large, { shrinking, reach }) {
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
    detail[i] = large.pixels[at * 3 + c] / 255 - interpolated[c * large.width * large.height + at];
  }
  return { width, height, reach, image: repeatEdges(small, reach), detail };
}

function repeatEdges({ width, height, pixels }, reach) {
  const [wide, high] = [width + 2 * reach, height + 2 * reach];
  const inside = (n, length) => Math.min(length - 1, Math.max(0, n - reach));
  return Float32Array.from({ length: wide * high * 3 }, (_, i) => {
    const place = Math.floor(i / 3);
    const [x, y] = [inside(place % wide, width), inside(Math.floor(place / wide), height)];
    return pixels[(y * width + x) * 3 + (i % 3)] / 255;
  });
}

/** Square patches of `side` small pixels from randomly chosen places, as the data of two tensors. */
export function drawBatch(pairs, random, { count, side }) {
  const wide = side + 2 * pairs[0].reach;
  const images = new Float32Array(count * wide * wide * 3);
  const details = new Float32Array(count * side * side * 12);
  for (let k = 0; k < count; k++) {
    const pair = pairs[Math.floor(random() * pairs.length)];
    const left = Math.floor(random() * (pair.width - side + 1));
    const top = Math.floor(random() * (pair.height - side + 1));
    const [wideRow, row] = [(pair.width + 2 * pair.reach) * 3, pair.width * 12];
    copyRows(pair.image, { start: top * wideRow + left * 3, stride: wideRow }, images, {
      k,
      rows: wide,
      length: wide * 3,
    });
    copyRows(pair.detail, { start: top * row + left * 12, stride: row }, details, {
      k,
      rows: side,
      length: side * 12,
    });
  }
  return { images, details, count, side, wide };
}

function copyRows(source, { start, stride }, target, { k, rows, length }) {
  for (let y = 0; y < rows; y++) {
    const from = start + y * stride;
    target.set(source.subarray(from, from + length), (k * rows + y) * length);
  }
}
