import { PluginRegistry } from "@spillway/core/plugin";
import { canny } from "./processors/canny.ts";
import { crop } from "./processors/crop.ts";
import { flip } from "./processors/flip.ts";
import { grayscale } from "./processors/grayscale.ts";
import { invert } from "./processors/invert.ts";
import { mirror } from "./processors/mirror.ts";
import { posterize } from "./processors/posterize.ts";
import { resize } from "./processors/resize.ts";
import { upscaler } from "./processors/upscaler.ts";
import {
  IMAGE_PROCESSOR,
  RESERVED_ARGUMENTS,
  type ImageProcessor,
  type ProcessorContext,
} from "./processor.ts";

/** The registry of image processors. */
export type ProcessorRegistry = PluginRegistry<
  ProcessorContext,
  ImageProcessor,
  typeof RESERVED_ARGUMENTS
>;

/** A new registry with the processors of this package; add others to it. */
export function createProcessorRegistry(): ProcessorRegistry {
  const registry: ProcessorRegistry = new PluginRegistry(IMAGE_PROCESSOR, {
    reserved: RESERVED_ARGUMENTS,
  });
  registry.add(canny);
  registry.add(crop);
  registry.add(flip);
  registry.add(grayscale);
  registry.add(invert);
  registry.add(mirror);
  registry.add(posterize);
  registry.add(resize);
  registry.add(upscaler);
  return registry;
}
