export { writeAtomically, writeToFreeName } from "./atomic-write.ts";
export type { FreeNameOptions } from "./atomic-write.ts";
export { runChain } from "./chain.ts";
export type { ChainMember, ChainOptions, ChainProgress } from "./chain.ts";
export type { DebugImage } from "./debug-image.ts";
export {
  ImageProcessorError,
  ImageSizeError,
  OutputError,
  PictureError,
  PictureSizeError,
  UpscalerModelError,
} from "./errors.ts";
export { formatOf, outputFormat } from "./format.ts";
export type { EncodeOptions, PictureFormat } from "./format.ts";
export { governedSessions } from "./governed-sessions.ts";
export { PROCESSOR_POOL } from "./governing.ts";
export type { MemoryGovernor, ModelPlace, SessionSource } from "./governing.ts";
export { makeFolder } from "./make-folder.ts";
export { freeName, outputNames } from "./output-names.ts";
export type { OutputNaming } from "./output-names.ts";
export type { PictureMetadata } from "./picture-header.ts";
export { Picture } from "./picture.ts";
export type { Kernel, OpenOptions } from "./picture.ts";
export type { PngText } from "./png-text.ts";
export { createChain, processImage, processPicture } from "./process-image.ts";
export type {
  CreateChainOptions,
  EncodedPicture,
  ProcessedImage,
  ProcessImageOptions,
  ProcessPictureOptions,
} from "./process-image.ts";
export {
  defineImageProcessor,
  IMAGE_PROCESSOR,
  pixelStep,
  RESERVED_ARGUMENTS,
  WITHOUT_MODEL,
} from "./processor.ts";
export type {
  BoundProcessor,
  ImageProcessor,
  ImageProcessorPlugin,
  PictureStep,
  ProcessorContext,
  ReservedArguments,
  StepContext,
} from "./processor.ts";
export { channelsOf, convertMode, hasAlpha, raster } from "./raster.ts";
export type { Box, ImageSize, PictureMode, Raster } from "./raster.ts";
export { createProcessorRegistry } from "./registry.ts";
export type { ProcessorRegistry } from "./registry.ts";
export { chooseKernel, RESIZE_FILTERS, resizePicture } from "./resize.ts";
export type { PictureResize, ResizeFilter } from "./resize.ts";
export { shippedPicturePath, shippedPictures } from "./shipped-pictures.ts";
export type { ShippedPicture } from "./shipped-pictures.ts";
export { alignDown, parseSize, targetSize } from "./size.ts";
export type { ResizeRequest } from "./size.ts";
