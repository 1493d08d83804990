import { extname } from "node:path";
import { OutputError } from "./errors.ts";
import type { PngText } from "./png-text.ts";

/** A file format that pictures are written in. */
export type PictureFormat = "png" | "jpeg" | "webp" | "tiff" | "gif" | "avif";

/** How to encode a picture. */
export interface EncodeOptions {
  readonly format: PictureFormat;
  /** Text entries to add; written to PNG files only. */
  readonly text?: readonly PngText[] | undefined;
  /** Leaves out what the input says of itself: EXIF, XMP, text, and its colour profile, pixels being converted to sRGB. */
  readonly stripMetadata?: boolean | undefined;
}

const FORMATS: ReadonlyMap<string, PictureFormat> = new Map([
  [".png", "png"],
  [".jpg", "jpeg"],
  [".jpeg", "jpeg"],
  [".webp", "webp"],
  [".tif", "tiff"],
  [".tiff", "tiff"],
  [".gif", "gif"],
  [".avif", "avif"],
]);

/** The longest side in pixels that the encoders take. sharp compresses TIFF files by JPEG; PNG has no limit that is reached. */
const LARGEST_SIDES: Readonly<Record<PictureFormat, number>> = {
  png: Infinity,
  jpeg: 65_500,
  webp: 16_383,
  tiff: 65_500,
  gif: 65_535,
  avif: 16_384,
};

/** The longest side in pixels that a file of the format can have. */
export function largestSide(format: PictureFormat): number {
  return LARGEST_SIDES[format];
}

/** The format that a file name asks for, if it can be written. */
export function formatOf(path: string): PictureFormat | undefined {
  return FORMATS.get(extname(path).toLowerCase());
}

/** The format of an output file. @throws OutputError for an unknown ending. */
export function outputFormat(path: string): PictureFormat {
  const format = formatOf(path);
  if (format !== undefined) return format;
  const ending = extname(path);
  const problem = ending === "" ? "has no ending" : `has the unknown ending ${ending}`;
  throw new OutputError(path, `${problem}; write one of ${[...FORMATS.keys()].join(" ")}`);
}
