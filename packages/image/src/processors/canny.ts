import { detectEdges, type EdgeOptions } from "../canny-edges.ts";
import { defineImageProcessor, WITHOUT_MODEL, type ImageProcessorPlugin } from "../processor.ts";
import { resizePicture } from "../resize.ts";
import { parseSize } from "../size.ts";
import { sizeProblem } from "./resize.ts";

/** Bytes of WebAssembly heap and rasters that one pixel takes at most: input, grey, two gradients, map, stack and result. */
const WORK_BYTES_PER_PIXEL = 24;

export const canny: ImageProcessorPlugin = defineImageProcessor({
  names: ["canny"],
  help: "Edges by Canny's detector: white on black, in one channel.",
  arguments: {
    lower: { type: "int", help: "Lower threshold of hysteresis.", default: 50, minimum: 0 },
    upper: { type: "int", help: "Upper threshold of hysteresis.", default: 100, minimum: 0 },
    "aperture-size": {
      type: "int",
      help: "Size of the Sobel operator.",
      default: 3,
      options: [3, 5, 7],
    },
    "L2-gradient": {
      type: "bool",
      help: "Measure gradients by their length instead of the sum of their parts.",
      default: false,
    },
    blur: { type: "bool", help: "Smooth with a 3x3 Gaussian first.", default: false },
    gray: {
      type: "bool",
      help: "Look at luminance instead of the strongest channel.",
      default: false,
    },
    "threshold-algo": {
      type: "str",
      help: "Find both thresholds from the picture, as (1 - sigma) and (1 + sigma) times this one's threshold.",
      options: ["otsu", "triangle", "median"],
    },
    sigma: {
      type: "float",
      help: "Half the relative distance of found thresholds.",
      default: 0.33,
    },
    "detect-resolution": {
      type: "str",
      help: "Detect at this size, WIDTHxHEIGHT or one number; the result gets the picture's size again.",
    },
    "detect-aspect": {
      type: "bool",
      help: "Let the height of detect-resolution follow its width.",
      default: true,
    },
    "detect-align": {
      type: "int",
      help: "Round the sides of the picture that is looked at down to a multiple of this.",
      default: 1,
      minimum: 1,
    },
  },
  hides: WITHOUT_MODEL,
  check({ lower, upper, "threshold-algo": algorithm, "detect-resolution": text }) {
    if (algorithm === undefined && lower > upper) {
      return {
        argument: "lower",
        problem: `${lower} is above the upper threshold of ${upper}; state the two the other way round`,
      };
    }
    return text === undefined ? undefined : sizeProblem("detect-resolution", text);
  },
  create(args) {
    const resolution = args["detect-resolution"];
    const detection = {
      size: resolution === undefined ? undefined : parseSize(resolution),
      aspect: args["detect-aspect"],
      align: args["detect-align"],
    };
    const options = edgeOptions(args);
    return {
      modes: ["L", "RGB"],
      workBytes: ({ width, height }) => width * height * WORK_BYTES_PER_PIXEL,
      async postResize(picture) {
        const looked = resizePicture(picture, detection);
        const edges = picture.withRaster(await detectEdges(await looked.raster(), options));
        return resizePicture(edges, { size: picture, aspect: false });
      },
    };
  },
});

function edgeOptions(args: {
  readonly lower: number;
  readonly upper: number;
  readonly "aperture-size": 3 | 5 | 7;
  readonly "L2-gradient": boolean;
  readonly blur: boolean;
  readonly gray: boolean;
  readonly "threshold-algo": EdgeOptions["thresholdAlgorithm"];
  readonly sigma: number;
}): EdgeOptions {
  const { lower, upper, blur, gray, sigma } = args;
  return {
    lower,
    upper,
    blur,
    gray,
    sigma,
    apertureSize: args["aperture-size"],
    l2Gradient: args["L2-gradient"],
    thresholdAlgorithm: args["threshold-algo"],
  };
}
