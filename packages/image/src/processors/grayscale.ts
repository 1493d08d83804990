import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { convertMode, hasAlpha, type PictureMode } from "../raster.ts";
import { considerableBytes } from "../work-bytes.ts";

export const grayscale: ImageProcessorPlugin = defineImageProcessor({
  names: ["grayscale"],
  help: "Luminance without colour.\n\nITU-R BT.601 weights; alpha is kept.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({
    workBytes: ({ width, height, mode }) =>
      considerableBytes({ width, height, mode }, { width, height, mode: greyOf(mode) }),
    postResize: pixelStep((source) => convertMode(source, greyOf(source.mode))),
  }),
});

function greyOf(mode: PictureMode): PictureMode {
  return hasAlpha(mode) ? "LA" : "L";
}
