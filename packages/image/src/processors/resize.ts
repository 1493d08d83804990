import type { ArgumentProblem } from "@spillway/core/plugin";
import { ImageSizeError } from "../errors.ts";
import { defineImageProcessor, WITHOUT_MODEL, type ImageProcessorPlugin } from "../processor.ts";
import type { ImageSize } from "../raster.ts";
import { RESIZE_FILTERS, resizeBytes, resizePicture, type PictureResize } from "../resize.ts";
import { parseSize } from "../size.ts";

export const resize: ImageProcessorPlugin = defineImageProcessor({
  names: ["resize"],
  help: "Another size.\n\nOne of size, scale and align must be given; size and scale exclude each other.",
  arguments: {
    size: { type: "str", help: "WIDTHxHEIGHT, or one number for a square." },
    scale: {
      type: ["float", "tuple", "list"],
      help: "A factor, or one for each axis such as 2,1.5.",
    },
    align: { type: "int", help: "Round both sides down to a multiple of this.", minimum: 1 },
    "aspect-correct": {
      type: "bool",
      help: "Let the height follow the width of size, and ignore the height asked for.",
      default: true,
    },
    algo: { type: "str", help: "The filter.", default: "auto", options: RESIZE_FILTERS },
  },
  hides: WITHOUT_MODEL,
  check: (args) => problemOf(args),
  create(args) {
    const { align, algo, "aspect-correct": aspectCorrect } = args;
    const size = args.size === undefined ? undefined : parseSize(args.size);
    const factors = args.scale === undefined ? undefined : parseScale(args.scale);
    const requestFor = (picture: ImageSize): PictureResize => ({
      size: factors ? scaled(picture, factors) : size,
      align,
      aspect: factors === undefined && aspectCorrect,
      filter: algo,
    });
    return {
      workBytes: (picture) => resizeBytes(picture, requestFor(picture)),
      // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to reject
      postResize: async (picture) => resizePicture(picture, requestFor(picture)),
    };
  },
});

function problemOf(args: {
  readonly size: string | undefined;
  readonly scale: unknown;
  readonly align: number | undefined;
}): ArgumentProblem | undefined {
  const { size, scale, align } = args;
  if (size !== undefined && scale !== undefined) {
    return { argument: "scale", problem: "excludes size; give one of the two" };
  }
  if (size === undefined && scale === undefined && align === undefined) {
    return { argument: "size", problem: "is missing; give one of size, scale and align" };
  }
  if (size !== undefined) return sizeProblem("size", size);
  if (scale === undefined || parseScale(scale) !== undefined) return undefined;
  return { argument: "scale", problem: "must be a positive number, or two of them such as 2,1.5" };
}

/** Why a size argument is refused, if it is. */
export function sizeProblem(argument: string, text: string): ArgumentProblem | undefined {
  try {
    parseSize(text);
    return undefined;
  } catch (error) {
    if (error instanceof ImageSizeError) return { argument, problem: `is ${error.message}` };
    throw error;
  }
}

function parseScale(scale: unknown): readonly [number, number] | undefined {
  const [x, y = x, ...rest] = Array.isArray(scale) ? (scale as readonly unknown[]) : [scale];
  if (!isFactor(x) || !isFactor(y) || rest.length > 0) return undefined;
  return [x, y];
}

function isFactor(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function scaled({ width, height }: ImageSize, [x, y]: readonly [number, number]): ImageSize {
  return { width: Math.max(1, Math.floor(width * x)), height: Math.max(1, Math.floor(height * y)) };
}
