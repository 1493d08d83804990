import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { mirrorRaster } from "../raster.ts";

export const mirror: ImageProcessorPlugin = defineImageProcessor({
  names: ["mirror"],
  help: "Left and right exchanged.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({ postResize: pixelStep(mirrorRaster) }),
});
