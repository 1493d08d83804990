import type { ArgumentProblem } from "@spillway/core/plugin";
import type { ModelSession } from "@spillway/onnx";
import { UpscalerModelError } from "../errors.ts";
import { PROCESSOR_POOL } from "../governing.ts";
import type { Picture } from "../picture.ts";
import {
  defineImageProcessor,
  type ProcessorContext,
  type StepContext,
  type ImageProcessorPlugin,
} from "../processor.ts";
import { convertMode, hasAlpha, type ImageSize, type Raster } from "../raster.ts";
import { resizePicture } from "../resize.ts";
import { considerableBytes } from "../work-bytes.ts";
import { MINIMUM_TILE, openUpscaler, tileShape, upscale, type Upscaler } from "../upscale.ts";

const TILE_RULE = `must be auto, 0 (the whole picture at once) or a whole number of pixels from ${MINIMUM_TILE}`;

/** Longest side of a tile that `auto` begins with: larger ones gain nothing, and memory grows with their area. */
const AUTO_TILE = 1024;

/** Activations of a super-resolution network: this many float32 feature planes of the input's size are alive at once. */
const FEATURE_PLANES = 128;

export const upscaler: ImageProcessorPlugin = defineImageProcessor({
  names: ["upscaler"],
  help: "Enlarges by an ONNX super-resolution model.\n\nThe scale is that of the model, found by running it. Big pictures go through it in overlapping tiles, which are halved when memory runs out.",
  arguments: {
    model: {
      type: "str",
      help: "Path of an ONNX file, or a model that comes with Spillway: resample-x2, resample-x4.",
      required: true,
      file: { mode: "in", types: ["onnx"] },
    },
    tile: {
      type: ["int", "str"],
      help: "Longest side of a tile in pixels, auto, or 0 for the whole picture at once.",
      default: 512,
    },
    overlap: {
      type: "int",
      help: "Pixels that neighbouring tiles share at least.",
      default: 32,
      minimum: 0,
    },
    scale: {
      type: "float",
      help: "Final factor: the model's result is resized to this multiple of the picture.",
    },
    "force-tiling": {
      type: "bool",
      help: "Run every tile in its full size: smaller pictures are padded up to one.",
      default: false,
    },
    dtype: {
      type: "str",
      help: "Element type that the model must take; whichever it takes unless given.",
      options: ["float32", "float16"],
    },
  },
  check: ({ tile, overlap, scale }) => problemOf(tile, overlap, scale),
  create(args, context) {
    const options: UpscaleSettings = {
      model: args.model,
      tile: tileSide(args.tile),
      overlap: args.overlap,
      scale: args.scale,
      forceTiling: args["force-tiling"],
      dtype: args.dtype,
    };
    return { postResize: (picture, step) => upscalePicture(picture, options, context, step) };
  },
});

interface UpscaleSettings {
  readonly model: string;
  readonly tile: number | undefined;
  readonly overlap: number;
  readonly scale: number | undefined;
  readonly forceTiling: boolean;
  readonly dtype: "float32" | "float16" | undefined;
}

async function upscalePicture(
  picture: Picture,
  settings: UpscaleSettings,
  context: ProcessorContext,
  step: StepContext,
): Promise<Picture> {
  const place = { model: settings.model, device: context.device };
  const final = settings.scale === undefined ? undefined : scaled(picture, settings.scale);
  if (final !== undefined) step.checkResult(final);
  const enlarged = await withLease(context, place, step, async (session) => {
    const upscaler = await openUpscaler(settings.model, session, step.signal);
    requireType(upscaler, settings.dtype);
    const size = enlargedSize(picture, upscaler.scale);
    if (final === undefined) step.checkResult(size);
    else picture.checkResult(size);
    await guardRun(upscaler, picture, settings, context);
    return enlarge(upscaler, picture, settings, step);
  });
  if (context.modelOffload && context.device !== "host") await context.sessions.evict(place);
  return final === undefined ? enlarged : resizePicture(enlarged, { size: final, aspect: false });
}

function enlargedSize({ width, height }: ImageSize, scale: number): ImageSize {
  return { width: width * scale, height: height * scale };
}

function scaled({ width, height }: ImageSize, factor: number): ImageSize {
  return {
    width: Math.max(1, Math.floor(width * factor)),
    height: Math.max(1, Math.floor(height * factor)),
  };
}

async function withLease<T>(
  { sessions }: ProcessorContext,
  place: { readonly model: string; readonly device: string },
  { signal }: StepContext,
  work: (session: ModelSession) => Promise<T>,
): Promise<T> {
  await using lease = await sessions.lease(place, signal);
  return await work(lease.value);
}

async function enlarge(
  upscaler: Upscaler,
  picture: Picture,
  settings: UpscaleSettings,
  step: StepContext,
): Promise<Picture> {
  const { tile, overlap, forceTiling } = settings;
  const grey = picture.mode === "L" || picture.mode === "LA";
  const colours = convertMode(await picture.raster(), grey ? "L" : "RGB");
  const { signal, progress } = step;
  const made = await upscale(upscaler, colours, { tile, overlap, forceTiling, signal, progress });
  if (!hasAlpha(picture.mode)) return picture.withRaster(made);
  return picture.withRaster(joinAlpha(made, await enlargedAlpha(picture, made)));
}

/** Alpha is no colour, so it is resampled instead of being shown to the model. */
async function enlargedAlpha(picture: Picture, { width, height }: Raster): Promise<Raster> {
  const source = await picture.raster();
  const channels = source.mode === "LA" ? 2 : 4;
  const pixels = new Uint8Array(source.width * source.height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = source.pixels[(i + 1) * channels - 1] ?? 0;
  const alpha = picture.withRaster({ ...source, mode: "L", pixels });
  return resizePicture(alpha, { size: { width, height }, aspect: false }).raster();
}

function joinAlpha(colours: Raster, alpha: Raster): Raster {
  const joined = convertMode(colours, colours.mode === "L" ? "LA" : "RGBA");
  const channels = joined.mode === "LA" ? 2 : 4;
  alpha.pixels.forEach((value, i) => {
    joined.pixels[(i + 1) * channels - 1] = value;
  });
  return joined;
}

function requireType({ model, input }: Upscaler, dtype: UpscaleSettings["dtype"]): void {
  if (dtype === undefined || dtype === input.type) return;
  throw new UpscalerModelError(model, `it takes ${input.type}, and dtype=${dtype} was asked for`);
}

/** Makes room for one tile's activations on the device before the first run, and on the host for large pictures. */
async function guardRun(
  { input, scale }: Upscaler,
  picture: Picture,
  settings: UpscaleSettings,
  { governor, device }: ProcessorContext,
): Promise<void> {
  const { width, height } = tileShape(input, picture, settings);
  const planes = FEATURE_PLANES + input.channels * (1 + scale * scale);
  const elementBytes = input.type === "float16" ? 2 : 4;
  const bytes = width * height * planes * elementBytes;
  const pictures = considerableBytes(picture, {
    ...enlargedSize(picture, scale),
    mode: picture.mode,
  });
  const isHost = device === "host";
  await governor?.guard({
    pool: PROCESSOR_POOL,
    device,
    bytes: bytes + (isHost ? (pictures ?? 0) : 0),
  });
  if (isHost || pictures === undefined) return;
  await governor?.guard({ pool: PROCESSOR_POOL, device: "host", bytes: pictures });
}

/** Undefined for the whole picture at once. */
function tileSide(tile: number | string): number | undefined {
  if (tile === "auto") return AUTO_TILE;
  return typeof tile === "number" && tile > 0 ? tile : undefined;
}

function problemOf(
  tile: number | string,
  overlap: number,
  scale: number | undefined,
): ArgumentProblem | undefined {
  if (tile !== "auto" && tile !== 0 && !(typeof tile === "number" && tile >= MINIMUM_TILE)) {
    return { argument: "tile", problem: TILE_RULE };
  }
  if (typeof tile === "number" && tile > 0 && overlap > tile / 2) {
    return { argument: "overlap", problem: `must be at most half of tile, which is ${tile}` };
  }
  if (scale !== undefined && scale <= 0) return { argument: "scale", problem: "must be above 0" };
  return undefined;
}
