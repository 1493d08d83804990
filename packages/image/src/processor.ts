import {
  definePluginFamily,
  type ArgumentsOf,
  type BoundPlugin,
  type DefinePlugin,
  type Plugin,
} from "@spillway/core/plugin";
import type { MemoryGovernor, SessionSource } from "./governing.ts";
import type { Picture } from "./picture.ts";
import type { ImageSize, PictureMode, Raster } from "./raster.ts";

/** The family name of image processors, which is also that of their registry. */
export const IMAGE_PROCESSOR = "image-processor";

/** What one step of a chain is told. */
export interface StepContext {
  /** Before the resize step: the size that the picture will have. Behind it: the size that it has. */
  readonly size: ImageSize;
  readonly signal?: AbortSignal | undefined;
  /**
   * Refuses a result that is too large to be made, or to be written where nothing comes behind the step. Steps that
   * enlarge call it before their work; `Picture.resized` does so by itself.
   * @throws PictureSizeError
   */
  readonly checkResult: (size: ImageSize) => void;
  /** Reports parts of the work done, such as tiles. */
  readonly progress: (done: number, total: number) => void;
}

/** One step: a picture for a picture. It should keep the size, but need not. */
export type PictureStep = (picture: Picture, context: StepContext) => Promise<Picture>;

/** What a plugin of the family creates: work to be done before or behind the resize step of its chain. */
export interface ImageProcessor {
  /** The modes it takes; others are converted for it. Any when absent. */
  readonly modes?: readonly PictureMode[];
  /** Both sides of the picture must be a multiple of this. */
  readonly alignment?: number;
  /** Bytes on its device that a step will need for that picture, for the memory guard before it; undefined for few. */
  workBytes?(picture: Picture): number | undefined;
  readonly preResize?: PictureStep;
  readonly postResize?: PictureStep;
}

/** What a processor is created with. */
export interface ProcessorContext {
  /** `host`, `cuda:0`, … */
  readonly device: string;
  /** Whether models leave a device that is not the host after each picture. */
  readonly modelOffload: boolean;
  /** Where models come from. */
  readonly sessions: SessionSource;
  readonly governor?: MemoryGovernor | undefined;
}

/** The arguments that every image processor takes, unless it hides them. */
export const RESERVED_ARGUMENTS = {
  "output-file": {
    type: "str",
    help: "Write what this processor made of the picture to this file, for a look at it. Nothing is written if it changed nothing.",
    file: { mode: "out", types: ["png", "jpg", "webp", "tiff"] },
  },
  "output-overwrite": {
    type: "bool",
    help: "Overwrite that file; otherwise a number is added to its name.",
    default: false,
  },
  device: { type: "str", help: "The device to run on, such as host or cuda:0.", default: "host" },
  "model-offload": {
    type: "bool",
    help: "Move models off the device after each picture.",
    default: false,
  },
  "pre-resize": {
    type: "bool",
    help: "Do all work before the resize step of the chain.",
    default: false,
  },
} as const;

/** The values of the reserved arguments. */
export type ReservedArguments = ArgumentsOf<typeof RESERVED_ARGUMENTS>;

/** An image processor with checked arguments, not created yet. */
export type BoundProcessor = BoundPlugin<
  ProcessorContext,
  ImageProcessor,
  typeof RESERVED_ARGUMENTS
>;

/** An image processor as it is registered, its arguments' types forgotten. */
export type ImageProcessorPlugin = Plugin<ProcessorContext, ImageProcessor>;

/** Defines an image processor plugin, with the types of its arguments inferred from its schema. */
export const defineImageProcessor: DefinePlugin<ProcessorContext, ImageProcessor> =
  definePluginFamily<ProcessorContext, ImageProcessor>(IMAGE_PROCESSOR);

/** A step that maps pixels to pixels. */
export function pixelStep(
  map: (source: Raster, picture: Picture) => Raster | Promise<Raster>,
): PictureStep {
  return async (picture) => picture.withRaster(await map(await picture.raster(), picture));
}

/** The reserved arguments that make no sense without a model. */
export const WITHOUT_MODEL: readonly string[] = ["device", "model-offload"];
