import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { flipRaster } from "../raster.ts";
import { sameShapeBytes } from "../work-bytes.ts";

export const flip: ImageProcessorPlugin = defineImageProcessor({
  names: ["flip"],
  help: "Upside down.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({ workBytes: sameShapeBytes, postResize: pixelStep(flipRaster) }),
});
