import { InvariantError } from "@spillway/core";
import { ImageProcessorError } from "../errors.ts";
import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { cropRaster, type Box, type ImageSize } from "../raster.ts";
import { formatSize } from "../size.ts";
import { considerableBytes } from "../work-bytes.ts";

export const crop: ImageProcessorPlugin = defineImageProcessor({
  names: ["crop"],
  help: "The part of the picture inside a box.",
  arguments: {
    box: {
      type: "str",
      help: "LEFTxTOPxRIGHTxBOTTOM in pixels from the upper left corner, for example 10x20x110x220; right and bottom are exclusive.",
      required: true,
    },
  },
  hides: WITHOUT_MODEL,
  check: ({ box }) =>
    parseBox(box) === undefined ? { argument: "box", problem: BOX_RULE } : undefined,
  create({ box: text }) {
    const box = parseBox(text);
    if (box === undefined) throw new InvariantError(`crop was bound to the box ${text}`);
    const { width, height } = sizeOf(box);
    return {
      workBytes: (picture) => considerableBytes(picture, { width, height, mode: picture.mode }),
      postResize: pixelStep((source, { label }) => {
        if (box.right <= source.width && box.bottom <= source.height)
          return cropRaster(source, box);
        throw new ImageProcessorError(
          "crop",
          label,
          `the box ${text} does not lie within the picture, which is ${formatSize(source)} at this place of the chain`,
        );
      }),
    };
  },
});

const BOX_RULE = "must be LEFTxTOPxRIGHTxBOTTOM with left < right and top < bottom";

function sizeOf({ left, top, right, bottom }: Box): ImageSize {
  return { width: right - left, height: bottom - top };
}

/** Reads `LxTxRxB`; undefined when it is no box, or an empty one. */
export function parseBox(text: string): Box | undefined {
  const match = /^\s*(\d+)\s*x\s*(\d+)\s*x\s*(\d+)\s*x\s*(\d+)\s*$/i.exec(text);
  if (match === null) return undefined;
  const [left = 0, top = 0, right = 0, bottom = 0] = match.slice(1).map(Number);
  return left < right && top < bottom ? { left, top, right, bottom } : undefined;
}
