import { InvariantError, isOutOfMemory } from "@spillway/core";
import type { ModelSession } from "@spillway/onnx";
import { Canvas } from "./canvas.ts";
import { UpscalerModelError } from "./errors.ts";
import type { ImageSize, Raster } from "./raster.ts";
import { modelInput, runModel, type ModelInput, type Planes } from "./super-resolution-model.ts";
import { blendWeights, tileAxis, type AxisTile } from "./tiling.ts";

/** An open model, ready to enlarge pictures. */
export interface Upscaler {
  readonly model: string;
  readonly session: ModelSession;
  readonly input: ModelInput;
  /** Output pixels for one input pixel, along each axis. */
  readonly scale: number;
}

/** How a picture is cut for the model. */
export interface UpscaleOptions {
  /** The longest side of a tile; the whole picture at once when absent. */
  readonly tile?: number | undefined;
  readonly overlap: number;
  /** Pads pictures shorter than a tile up to one, so that every run has the same shape. */
  readonly forceTiling: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** Tiles are not made shorter than this when memory runs out. */
export const MINIMUM_TILE = 32;

const PROBE_SIDE = 32;

/** Finds the scale by running the model on a small grey picture. @throws UpscalerModelError */
export async function openUpscaler(
  model: string,
  session: ModelSession,
  signal?: AbortSignal,
): Promise<Upscaler> {
  const input = modelInput(model, session);
  const { channels, width = PROBE_SIDE, height = PROBE_SIDE } = input;
  const values = new Float32Array(channels * width * height).fill(0.5);
  const made = await runModel(model, session, input, { width, height, channels, values }, signal);
  const scale = made.width / width;
  if (!Number.isInteger(scale) || scale < 1 || made.height / height !== scale) {
    throw new UpscalerModelError(
      model,
      `it makes ${made.width}x${made.height} of ${width}x${height}; a whole factor, the same on both axes, is needed`,
    );
  }
  return { model, session, input, scale };
}

/**
 * Enlarges an L or RGB raster tile by tile. When memory runs out, tiles are halved down to 32 pixels.
 * @throws the model's out-of-memory error when even that is too much; UpscalerModelError.
 */
export async function upscale(
  upscaler: Upscaler,
  source: Raster,
  options: UpscaleOptions,
): Promise<Raster> {
  let shape = tileShape(upscaler.input, source, options);
  for (;;) {
    try {
      return await upscaleTiled(upscaler, source, { ...options, shape });
    } catch (error) {
      const smaller = isOutOfMemory(error) ? halved(upscaler.input, shape) : undefined;
      if (smaller === undefined) throw error;
      shape = smaller;
    }
  }
}

/** The size of what the model is run on at once, for a picture of that size. */
export function tileShape(
  input: ModelInput,
  source: ImageSize,
  { tile, forceTiling }: Pick<UpscaleOptions, "tile" | "forceTiling">,
): ImageSize {
  const side = (extent: number, fixed: number | undefined): number => {
    if (fixed !== undefined) return fixed;
    if (tile === undefined) return extent;
    return forceTiling ? tile : Math.min(tile, extent);
  };
  return {
    width: side(source.width, input.width),
    height: side(source.height, input.height),
  };
}

function halved(input: ModelInput, shape: ImageSize): ImageSize | undefined {
  const half = (side: number, fixed: number | undefined): number =>
    fixed ?? Math.min(side, Math.max(MINIMUM_TILE, Math.ceil(side / 2)));
  const width = half(shape.width, input.width);
  const height = half(shape.height, input.height);
  return width === shape.width && height === shape.height ? undefined : { width, height };
}

interface TiledOptions extends UpscaleOptions {
  readonly shape: ImageSize;
}

interface Axis {
  readonly tiles: readonly AxisTile[];
  readonly weights: readonly Float32Array[];
}

function axis(extent: number, length: number, { overlap }: UpscaleOptions, scale: number): Axis {
  const shared = Math.min(overlap, Math.floor(length / 2));
  const tiles = tileAxis(extent, { length, overlap: shared });
  return { tiles, weights: blendWeights(tiles, shared, scale) };
}

async function upscaleTiled(
  upscaler: Upscaler,
  source: Raster,
  options: TiledOptions,
): Promise<Raster> {
  const { scale } = upscaler;
  const columns = axis(source.width, options.shape.width, options, scale);
  const rows = axis(source.height, options.shape.height, options, scale);
  const total = columns.tiles.length * rows.tiles.length;
  const canvas = new Canvas(source, scale);
  let done = 0;
  for (const [j, row] of rows.tiles.entries()) {
    canvas.finishRowsBefore(row.start * scale);
    for (const [i, column] of columns.tiles.entries()) {
      options.signal?.throwIfAborted();
      const part = cut(source, column, row, options.shape);
      const planes = await enlarge(upscaler, part, options.signal);
      canvas.blend(planes, {
        left: column.start * scale,
        top: row.start * scale,
        across: columns.weights[i] ?? new Float32Array(),
        down: rows.weights[j] ?? new Float32Array(),
      });
      options.progress?.(++done, total);
    }
  }
  return canvas.finish();
}

/** A model of one channel enlarges each channel by itself. */
async function enlarge(
  { model, session, input, scale }: Upscaler,
  part: Planes,
  signal: AbortSignal | undefined,
): Promise<Planes> {
  const results: Planes[] = [];
  for (const planes of fitChannels(part, input.channels)) {
    const made = await runModel(model, session, input, planes, signal);
    if (made.width !== part.width * scale || made.height !== part.height * scale) {
      throw new UpscalerModelError(
        model,
        `it makes ${made.width}x${made.height} of ${part.width}x${part.height}, and ${scale} times as much of smaller pictures`,
      );
    }
    results.push(made);
  }
  const [first] = results;
  if (first !== undefined && results.length === 1) return first;
  return joinPlanes(results);
}

function fitChannels(part: Planes, wanted: 1 | 3): readonly Planes[] {
  if (part.channels === wanted) return [part];
  const area = part.width * part.height;
  if (wanted === 1) {
    return Array.from({ length: part.channels }, (_, c) => ({
      ...part,
      channels: 1,
      values: part.values.subarray(c * area, (c + 1) * area),
    }));
  }
  return [joinPlanes([part, part, part])];
}

function joinPlanes(planes: readonly Planes[]): Planes {
  const [first] = planes;
  if (first === undefined) throw new InvariantError("there are no planes to join");
  const values = new Float32Array(planes.length * first.values.length);
  planes.forEach((plane, i) => values.set(plane.values, i * first.values.length));
  return { ...first, channels: planes.length, values };
}

/** A tile as planes; beyond the picture its last row and column go on, up to the shape that the model is run on. */
function cut(source: Raster, column: AxisTile, row: AxisTile, shape: ImageSize): Planes {
  const channels = source.mode === "L" ? 1 : 3;
  const { width, height } = shape;
  const values = new Float32Array(channels * width * height);
  for (let y = 0; y < height; y++) {
    const from = (row.start + Math.min(y, row.length - 1)) * source.width + column.start;
    for (let x = 0; x < width; x++) {
      const pixel = (from + Math.min(x, column.length - 1)) * channels;
      for (let c = 0; c < channels; c++) {
        values[(c * height + y) * width + x] = (source.pixels[pixel + c] ?? 0) / 255;
      }
    }
  }
  return { width, height, channels, values };
}
