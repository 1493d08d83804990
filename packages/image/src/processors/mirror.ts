import { defineImageProcessor, pixelStep, WITHOUT_MODEL } from "../processor.ts";
import { mirrorRaster } from "../raster.ts";

export const mirror = defineImageProcessor({
  names: ["mirror"],
  help: "Left and right exchanged.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({ postResize: pixelStep(mirrorRaster) }),
});
