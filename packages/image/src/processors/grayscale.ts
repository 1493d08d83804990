import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { convertMode, hasAlpha } from "../raster.ts";

export const grayscale: ImageProcessorPlugin = defineImageProcessor({
  names: ["grayscale"],
  help: "Luminance without colour.\n\nITU-R BT.601 weights; alpha is kept.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({
    postResize: pixelStep((source) => convertMode(source, hasAlpha(source.mode) ? "LA" : "L")),
  }),
});
