import { defineImageProcessor, pixelStep, WITHOUT_MODEL } from "../processor.ts";
import { flipRaster } from "../raster.ts";

export const flip = defineImageProcessor({
  names: ["flip"],
  help: "Upside down.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({ postResize: pixelStep(flipRaster) }),
});
