import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { mapChannels } from "../raster.ts";
import { sameShapeBytes } from "../work-bytes.ts";

const NEGATIVE = Uint8Array.from({ length: 256 }, (_, value) => 255 - value);

export const invert: ImageProcessorPlugin = defineImageProcessor({
  names: ["invert"],
  help: "The negative of the picture.\n\nAlpha is kept.",
  arguments: {},
  hides: WITHOUT_MODEL,
  create: () => ({
    workBytes: sameShapeBytes,
    postResize: pixelStep((source) => mapChannels(source, NEGATIVE)),
  }),
});
