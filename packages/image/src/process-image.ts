import { deviceName } from "@spillway/onnx";
import { writeAtomically } from "./atomic-write.ts";
import { runChain, type ChainMember, type ChainOptions } from "./chain.ts";
import { outputFormat, type PictureFormat } from "./format.ts";
import type { MemoryGovernor, SessionSource } from "./governing.ts";
import { Picture } from "./picture.ts";
import type { BoundProcessor } from "./processor.ts";
import type { ImageSize, PictureMode } from "./raster.ts";

/** How processors are made ready for a chain. */
export interface CreateChainOptions {
  /** Where models come from; see `governedSessions`. */
  readonly sessions: SessionSource;
  readonly governor?: MemoryGovernor | undefined;
}

/** What is done to a picture. */
export interface ProcessPictureOptions extends Omit<ChainOptions, "format">, CreateChainOptions {
  readonly processors: readonly BoundProcessor[];
  /**
   * What is kept beside the pixels: `all` by default, which is the input's own metadata and, in the text of a PNG, the
   * processors' URIs under the key `spillway`; the input's alone; or nothing.
   */
  readonly metadata?: "all" | "input" | "none" | undefined;
}

/** One picture to process, from a file to a file. */
export interface ProcessImageOptions extends ProcessPictureOptions {
  readonly input: string;
  /** The file to write, which is overwritten; see `outputNames`. Its ending chooses the format. */
  readonly output: string;
  /** The most pixels that the input may have; see `OpenOptions`. */
  readonly maxPixels?: number | undefined;
}

/** A picture that went through a chain, as the content of a file. */
export interface EncodedPicture extends ImageSize {
  readonly mode: PictureMode;
  readonly content: Uint8Array;
}

/** What became of a picture. */
export interface ProcessedImage extends ImageSize {
  readonly input: string;
  readonly output: string;
  readonly mode: PictureMode;
  /** Size of the output file. */
  readonly bytes: number;
}

/** Creates the processors of a chain, in order. */
export async function createChain(
  processors: readonly BoundProcessor[],
  { sessions, governor }: CreateChainOptions,
): Promise<readonly ChainMember[]> {
  const members: ChainMember[] = [];
  for (const bound of processors) {
    const { reserved, name } = bound;
    const device = deviceOf(bound);
    const modelOffload = reserved["model-offload"];
    const path = reserved["output-file"];
    members.push({
      name,
      processor: await bound.create({ device, modelOffload, sessions, governor }),
      device,
      preResize: reserved["pre-resize"],
      debug: path === undefined ? undefined : { path, overwrite: reserved["output-overwrite"] },
    });
  }
  return members;
}

/** What takes no device works in this machine's memory, whichever device is asked for the others. */
function deviceOf({ plugin, reserved }: BoundProcessor): string {
  return plugin.hides?.includes("device") === true ? "host" : deviceName(reserved.device);
}

/**
 * Reads a picture, runs it through a chain and writes the result, entirely or not at all.
 * @throws PictureError, OutputError, and whatever a processor throws; the signal's reason after an abort.
 */
export async function processImage(options: ProcessImageOptions): Promise<ProcessedImage> {
  const { input, output, maxPixels, signal } = options;
  const format = outputFormat(output);
  const picture = await Picture.open(input, { maxPixels, signal });
  const { content, ...made } = await processPicture(picture, format, options);
  await writeAtomically(output, content, signal);
  return { input, output, ...made, bytes: content.length };
}

/**
 * Sends a picture through a chain and encodes the result.
 * @throws PictureError, and whatever a processor throws; the signal's reason after an abort.
 */
export async function processPicture(
  picture: Picture,
  format: PictureFormat,
  options: ProcessPictureOptions,
): Promise<EncodedPicture> {
  const { processors, metadata = "all", signal } = options;
  const members = await createChain(processors, options);
  const made = await runChain(picture, members, { ...options, format });
  const content = await made.encode({
    format,
    text: metadata === "all" ? history(processors) : [],
    stripMetadata: metadata === "none",
  });
  signal?.throwIfAborted();
  const { width, height, mode } = made;
  return { width, height, mode, content };
}

function history(
  processors: readonly BoundProcessor[],
): readonly { keyword: string; text: string }[] {
  if (processors.length === 0) return [];
  return [{ keyword: "spillway", text: processors.map(({ source }) => source).join("\n") }];
}
