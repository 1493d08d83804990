import { loadOpenCv, MatScope, type Mat, type OpenCv } from "./opencv.ts";
import { raster, type Raster } from "./raster.ts";

/** How edges are found. */
export interface EdgeOptions {
  readonly lower: number;
  readonly upper: number;
  readonly apertureSize: 3 | 5 | 7;
  readonly l2Gradient: boolean;
  readonly blur: boolean;
  readonly gray: boolean;
  /** Finds the thresholds instead of taking `lower` and `upper`. */
  readonly thresholdAlgorithm?: "otsu" | "triangle" | "median" | undefined;
  readonly sigma: number;
}

/** The edges of an L or RGB raster as an L raster of 0 and 255, by OpenCV. */
export async function detectEdges(source: Raster, options: EdgeOptions): Promise<Raster> {
  const { cv } = await loadOpenCv();
  using mats = new MatScope();
  const image = prepare(cv, mats, source, options);
  const { lower, upper } = thresholds(cv, mats, image, options);
  const edges = mats.add(new cv.Mat());
  cv.Canny(image.mat, edges, lower, upper, options.apertureSize, options.l2Gradient);
  return raster(source, "L", Uint8Array.from(edges.data));
}

interface Image {
  readonly mat: Mat;
  readonly channels: 1 | 3;
}

function prepare(cv: OpenCv, mats: MatScope, source: Raster, { blur, gray }: EdgeOptions): Image {
  const channels = source.mode === "L" ? 1 : 3;
  const type = channels === 1 ? cv.CV_8UC1 : cv.CV_8UC3;
  let mat = mats.add(cv.matFromArray(source.height, source.width, type, source.pixels));
  if (blur) {
    const smooth = mats.add(new cv.Mat());
    cv.GaussianBlur(mat, smooth, new cv.Size(3, 3), 0);
    mat = smooth;
  }
  return gray ? grey(cv, mats, { mat, channels }) : { mat, channels };
}

function grey(cv: OpenCv, mats: MatScope, image: Image): Image {
  if (image.channels === 1) return image;
  const mat = mats.add(new cv.Mat());
  cv.cvtColor(image.mat, mat, cv.COLOR_RGB2GRAY);
  return { mat, channels: 1 };
}

/** Otsu's and the triangle method look at luminance; the median is that of all channels looked at. */
function thresholds(
  cv: OpenCv,
  mats: MatScope,
  image: Image,
  { thresholdAlgorithm, sigma, lower, upper }: EdgeOptions,
): { readonly lower: number; readonly upper: number } {
  if (thresholdAlgorithm === undefined) return { lower, upper };
  const centre =
    thresholdAlgorithm === "median"
      ? median(image.mat.data)
      : histogramThreshold(cv, mats, grey(cv, mats, image), thresholdAlgorithm);
  return { lower: clip((1 - sigma) * centre), upper: clip((1 + sigma) * centre) };
}

function histogramThreshold(
  cv: OpenCv,
  mats: MatScope,
  { mat }: Image,
  algorithm: "otsu" | "triangle",
): number {
  const kind = algorithm === "otsu" ? cv.THRESH_OTSU : cv.THRESH_TRIANGLE;
  return cv.threshold(mat, mats.add(new cv.Mat()), 0, 255, cv.THRESH_BINARY + kind);
}

function clip(value: number): number {
  return Math.min(255, Math.max(0, value));
}

/** The mean of the two middle values where their number is even. */
export function median(values: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const lower = ranked(counts, Math.floor((values.length - 1) / 2));
  return (lower + ranked(counts, Math.floor(values.length / 2))) / 2;
}

function ranked(counts: Uint32Array, rank: number): number {
  let seen = 0;
  for (const [value, count] of counts.entries()) {
    seen += count;
    if (seen > rank) return value;
  }
  return 0;
}
