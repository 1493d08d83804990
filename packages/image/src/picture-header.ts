import { messageOf } from "@spillway/core";
import type { Metadata } from "sharp";
import { PictureError } from "./errors.ts";
import type { PngText } from "./png-text.ts";
import type { ImageSize, PictureMode } from "./raster.ts";
import type { SharpFactory } from "./sharp-peer.ts";

/** What is carried from an input to its output. */
export interface PictureMetadata {
  /** The EXIF block, with or without its `Exif\0\0` prefix. */
  readonly exif?: Uint8Array;
  /** Text entries of a PNG, such as the `parameters` of image generators. */
  readonly comments?: readonly PngText[];
}

/** What a file says of its picture before it is decoded. The size is that of the upright picture. */
export interface PictureHeader extends ImageSize {
  readonly mode: PictureMode;
  readonly colourSpace: Metadata["space"];
  readonly metadata: PictureMetadata;
}

/** Reads the header alone. @throws PictureError when there is no picture. */
export async function readHeader(
  sharp: SharpFactory,
  input: string | Uint8Array,
  label: string,
): Promise<PictureHeader> {
  const found = await sharp(input, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      const problem = `is no picture that can be read (${messageOf(cause)})`;
      throw new PictureError(label, problem, { cause });
    });
  const { width, height } = found.autoOrient;
  const metadata = {
    ...(found.exif && { exif: found.exif }),
    ...(found.comments && { comments: found.comments }),
  };
  return { width, height, mode: modeOf(found), colourSpace: found.space, metadata };
}

function modeOf({ space, hasAlpha }: Metadata): PictureMode {
  const grey = space === "b-w" || space === "grey16";
  if (grey) return hasAlpha ? "LA" : "L";
  return hasAlpha ? "RGBA" : "RGB";
}
