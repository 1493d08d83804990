import { SpillwayError } from "@spillway/core";
import type { ImageSize } from "./raster.ts";

/** A picture that cannot be read, decoded or encoded. */
export class PictureError extends SpillwayError {
  override readonly name: string = "PictureError";
  readonly code = "ERR_PICTURE";
  /** The file, or the label of a picture that came from memory. */
  readonly path: string;
  /** What is wrong, in lower case, without the path. */
  readonly problem: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`, options);
    this.path = path;
    this.problem = problem;
  }
}

/** A picture that has, or would get, more pixels than are allowed, or longer sides than its format takes. */
export class PictureSizeError extends PictureError {
  override readonly name: string = "PictureSizeError";
  readonly size: ImageSize;
  /** The most pixels, or the longest side. */
  readonly limit: number;

  constructor(
    path: string,
    problem: string,
    { size, limit }: { readonly size: ImageSize; readonly limit: number },
  ) {
    super(path, problem);
    this.size = { width: size.width, height: size.height };
    this.limit = limit;
  }
}

/** A file that cannot be written, or outputs that do not match their inputs. */
export class OutputError extends SpillwayError {
  override readonly name: string = "OutputError";
  readonly code = "ERR_OUTPUT";
  readonly path: string;
  readonly problem: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`, options);
    this.path = path;
    this.problem = problem;
  }
}

/** A size such as `512x512` that cannot be read. */
export class ImageSizeError extends SpillwayError {
  override readonly name: string = "ImageSizeError";
  readonly code = "ERR_IMAGE_SIZE";
  readonly text: string;

  constructor(text: string, problem: string) {
    super(`${problem}: ${JSON.stringify(text)}; write a size such as 512 or 640x480`);
    this.text = text;
  }
}

/** A processor that cannot do its work on a certain picture. */
export class ImageProcessorError extends SpillwayError {
  override readonly name: string = "ImageProcessorError";
  readonly code = "ERR_IMAGE_PROCESSOR";
  readonly processor: string;
  /** The picture's file or label. */
  readonly picture: string;

  constructor(processor: string, picture: string, problem: string, options?: ErrorOptions) {
    super(`${picture}: image processor \`${processor}\`: ${problem}`, options);
    this.processor = processor;
    this.picture = picture;
  }
}

/** A model whose inputs or outputs are not those of a super-resolution model. */
export class UpscalerModelError extends SpillwayError {
  override readonly name: string = "UpscalerModelError";
  readonly code = "ERR_UPSCALER_MODEL";
  readonly model: string;

  constructor(model: string, problem: string, options?: ErrorOptions) {
    super(`${model}: ${problem}`, options);
    this.model = model;
  }
}
