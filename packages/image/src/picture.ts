import { messageOf } from "@spillway/core";
import { stat } from "node:fs/promises";
import type { Metadata, Sharp } from "sharp";
import { PictureError } from "./errors.ts";
import type { EncodeOptions } from "./format.ts";
import { carrier } from "./metadata-carrier.ts";
import { checkFormat, checkInput, checkResult, MAX_PIXELS } from "./pixel-limit.ts";
import { readHeader, type PictureHeader, type PictureMetadata } from "./picture-header.ts";
import { insertChunks, textChunk } from "./png-text.ts";
import { convertMode, hasAlpha, type ImageSize, type PictureMode, type Raster } from "./raster.ts";
import { collapse, rawInput } from "./raw-pipeline.ts";
import { loadSharp, type SharpFactory } from "./sharp-peer.ts";

/** Where a picture's pixels come from before its pending resize. */
type Source =
  | {
      readonly kind: "encoded";
      readonly input: string | Uint8Array;
      readonly header: PictureHeader;
    }
  | { readonly kind: "raster"; raster(): Promise<Raster> };

/** What a picture is beside its size and pixels. */
interface About {
  readonly mode: PictureMode;
  readonly label: string;
  readonly metadata: PictureMetadata;
  /** The most pixels that a picture made of it may have. */
  readonly maxPixels: number;
}

/** The resampling kernels of sharp that are offered. */
export type Kernel = "nearest" | "linear" | "cubic" | "lanczos3";

interface Resize extends ImageSize {
  readonly kernel: Kernel;
}

/** Limits on what is decoded. */
export interface OpenOptions {
  /**
   * The most pixels that the file may have; 268,402,689 (16,383 squared) unless stated, as in sharp. What is made of it
   * may have as many, and never fewer than that.
   */
  readonly maxPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A still picture on its way through a chain: immutable, and lazy. Nothing is decoded before pixels are asked for, and
 * a picture that is only resized goes from its file to its encoding in one sharp pipeline.
 * Pixels have 8 bits per channel: 16-bit input is reduced, CMYK and other spaces are converted to sRGB. The orientation
 * in EXIF is applied, and only the first page of an animation counts.
 */
export class Picture implements ImageSize {
  readonly width: number;
  readonly height: number;
  readonly mode: PictureMode;
  /** The file it was read from, or the name it was given; errors begin with it. */
  readonly label: string;
  /** What an encoding carries over from the input. */
  readonly metadata: PictureMetadata;
  readonly #maxPixels: number;
  readonly #source: Source;
  readonly #resize: Resize | undefined;
  #raster: Promise<Raster> | undefined;

  private constructor(size: ImageSize, about: About, source: Source, resize?: Resize) {
    this.width = size.width;
    this.height = size.height;
    this.mode = about.mode;
    this.label = about.label;
    this.metadata = about.metadata;
    this.#maxPixels = about.maxPixels;
    this.#source = source;
    this.#resize = resize;
  }

  /** Reads the header of a file; the rest when pixels are needed. @throws PictureError */
  static async open(path: string, options: OpenOptions = {}): Promise<Picture> {
    options.signal?.throwIfAborted();
    const { size } = await stat(path).catch((cause: unknown) => {
      throw new PictureError(path, `cannot be read (${firstLineOf(cause)})`, { cause });
    });
    if (size === 0) throw new PictureError(path, "is an empty file");
    return Picture.#fromInput(path, path, options);
  }

  /** A picture from the content of a file. @throws PictureError */
  static async fromBytes(
    bytes: Uint8Array,
    label: string,
    options: OpenOptions = {},
  ): Promise<Picture> {
    if (bytes.length === 0) throw new PictureError(label, "is an empty file");
    return Picture.#fromInput(bytes, label, options);
  }

  static async #fromInput(
    input: string | Uint8Array,
    label: string,
    options: OpenOptions,
  ): Promise<Picture> {
    const header = await readHeader(await loadSharp(), input, label);
    const { maxPixels = MAX_PIXELS } = options;
    checkInput(label, header, maxPixels);
    const { mode, metadata } = header;
    const about = { mode, label, metadata, maxPixels: Math.max(maxPixels, MAX_PIXELS) };
    return new Picture(header, about, { kind: "encoded", input, header });
  }

  /** A picture from pixels in memory. */
  static fromRaster(raster: Raster, label = "picture", metadata: PictureMetadata = {}): Picture {
    return Picture.#ofRaster(raster, { label, metadata, maxPixels: MAX_PIXELS });
  }

  /** A picture with other pixels, and this one's label and metadata. */
  withRaster(raster: Raster): Picture {
    return Picture.#ofRaster(raster, this.#about());
  }

  /** This picture with further metadata. */
  withMetadata(metadata: PictureMetadata): Picture {
    const copy = new Picture(this, { ...this.#about(), metadata }, this.#source, this.#resize);
    copy.#raster = this.#raster;
    return copy;
  }

  /** The picture in another mode; the same picture when it has that mode. */
  as(mode: PictureMode): Picture {
    if (mode === this.mode) return this;
    const raster = async (): Promise<Raster> => convertMode(await this.raster(), mode);
    return new Picture(this, { ...this.#about(), mode }, { kind: "raster", raster });
  }

  /** Refuses a size that is too large for a picture made of this one, before it is made. @throws PictureSizeError */
  checkResult(size: ImageSize): void {
    checkResult(this.label, size, this.#maxPixels);
  }

  /** The picture in exactly that size, not resampled before it is needed. @throws PictureSizeError */
  resized(size: ImageSize, kernel: Kernel): Picture {
    this.checkResult(size);
    const { width, height } = size;
    return new Picture(size, this.#about(), this.#settled(), { width, height, kernel });
  }

  /** The pixels; decoded and resampled once. @throws PictureError */
  raster(): Promise<Raster> {
    this.#raster ??= this.#decode();
    return this.#raster;
  }

  /** The content of a file of that format. @throws PictureError; PictureSizeError before anything is decoded. */
  async encode({ format, text = [], stripMetadata = false }: EncodeOptions): Promise<Uint8Array> {
    checkFormat(this.label, this, format);
    const sharp = await loadSharp();
    const pipeline = await (stripMetadata ? this.#bare(sharp) : this.#output(sharp));
    const opaque = format === "jpeg" && hasAlpha(this.mode);
    const output = opaque ? pipeline.flatten({ background: "white" }) : pipeline;
    const bytes = await output
      .toFormat(format)
      .toBuffer()
      .catch((cause: unknown) => {
        throw this.#failure(`cannot be decoded or encoded as ${format}`, cause);
      });
    return format === "png" ? insertChunks(bytes, text.map(textChunk)) : bytes;
  }

  static #ofRaster(raster: Raster, about: Omit<About, "mode">): Picture {
    const source: Source = { kind: "raster", raster: () => Promise.resolve(raster) };
    return new Picture(raster, { ...about, mode: raster.mode }, source);
  }

  #about(): About {
    const { mode, label, metadata } = this;
    return { mode, label, metadata, maxPixels: this.#maxPixels };
  }

  /** A source for a further resize: what is decoded already is not decoded again, and two resizes never merge. */
  #settled(): Source {
    const settled = this.#raster !== undefined || this.#resize !== undefined;
    return settled ? { kind: "raster", raster: () => this.raster() } : this.#source;
  }

  async #decode(): Promise<Raster> {
    const source = this.#source;
    if (source.kind === "raster" && this.#resize === undefined) return source.raster();
    const sharp = await loadSharp();
    const pipeline =
      source.kind === "encoded"
        ? fromEncoded(sharp, source.input)
        : rawInput(sharp, await source.raster());
    const { data, info } = await decodedIn(resizeIn(pipeline, this.#resize), this.mode)
      .raw()
      .toBuffer({ resolveWithObject: true })
      .catch((cause: unknown) => {
        throw this.#failure("cannot be decoded", cause);
      });
    return collapse(data, info, this.mode);
  }

  /** The pipeline that ends in an encoder, with what it keeps of the metadata. */
  async #output(sharp: SharpFactory): Promise<Sharp> {
    const source = this.#source;
    if (source.kind === "encoded" && this.#raster === undefined) {
      const pipeline = resizeIn(fromEncoded(sharp, source.input), this.#resize);
      return keepMetadata(inMode(pipeline, this.mode), source.header.colourSpace);
    }
    const raster = await this.raster();
    const carried = await carrier(sharp, raster, this.metadata);
    if (carried === undefined) return inMode(rawInput(sharp, raster), this.mode);
    return inMode(sharp(carried, { limitInputPixels: false }), this.mode).keepMetadata();
  }

  /** The pipeline that ends in an encoder, with pixels alone. */
  async #bare(sharp: SharpFactory): Promise<Sharp> {
    const source = this.#source;
    if (source.kind === "encoded" && this.#raster === undefined) {
      return inMode(resizeIn(fromEncoded(sharp, source.input), this.#resize), this.mode);
    }
    return inMode(rawInput(sharp, await this.raster()), this.mode);
  }

  #failure(problem: string, cause: unknown): PictureError {
    return new PictureError(this.label, `${problem} (${firstLineOf(cause)})`, { cause });
  }
}

function fromEncoded(sharp: SharpFactory, input: string | Uint8Array): Sharp {
  // The limit was applied to the header; any warning of a decoder, such as a premature end, is an error.
  return sharp(input, { autoOrient: true, failOn: "warning", limitInputPixels: false });
}

function resizeIn(pipeline: Sharp, resize: Resize | undefined): Sharp {
  if (resize === undefined) return pipeline;
  const { width, height, kernel } = resize;
  return pipeline.resize({ width, height, kernel, fit: "fill" });
}

/** Raw output in grey has no alpha, so luminance with alpha is decoded as colour and collapsed. */
function decodedIn(pipeline: Sharp, mode: PictureMode): Sharp {
  return mode === "L" ? inMode(pipeline, mode) : pipeline;
}

/** sharp gives colour by default, also for grey pictures. */
function inMode(pipeline: Sharp, mode: PictureMode): Sharp {
  return mode === "L" || mode === "LA"
    ? pipeline.pipelineColourspace("b-w").toColourspace("b-w")
    : pipeline;
}

/** A profile of another colour space than sRGB's would not describe the converted pixels. */
function keepMetadata(pipeline: Sharp, space: Metadata["space"]): Sharp {
  return space === "srgb" ? pipeline.keepMetadata() : pipeline.keepExif().keepXmp();
}

function firstLineOf(cause: unknown): string {
  const text = messageOf(cause);
  return text.split("\n", 1)[0] ?? text;
}
