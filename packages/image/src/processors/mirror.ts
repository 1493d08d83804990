import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { mirrorRaster } from "../raster.ts";
import { sameShapeBytes } from "../work-bytes.ts";

export const mirror: ImageProcessorPlugin = defineImageProcessor({
  names: ["mirror"],
  help: "Left and right exchanged.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({ workBytes: sameShapeBytes, postResize: pixelStep(mirrorRaster) }),
});
