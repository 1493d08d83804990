import {
  defineImageProcessor,
  pixelStep,
  WITHOUT_MODEL,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { mapChannels } from "../raster.ts";
import { sameShapeBytes } from "../work-bytes.ts";

export const posterize: ImageProcessorPlugin = defineImageProcessor({
  names: ["posterize"],
  help: "Fewer levels in each channel.\n\nKeeps the highest bits of every channel; alpha is kept.",
  arguments: {
    bits: { type: "int", help: "Bits to keep, 1 to 8.", required: true, minimum: 1, maximum: 8 },
  },
  hides: WITHOUT_MODEL,
  create({ bits }) {
    const mask = 0xff & ~((1 << (8 - bits)) - 1);
    const table = Uint8Array.from({ length: 256 }, (_, value) => value & mask);
    return {
      workBytes: sameShapeBytes,
      postResize: pixelStep((source) => mapChannels(source, table)),
    };
  },
});
