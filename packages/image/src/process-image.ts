import { writeAtomically } from "./atomic-write.ts";
import { runChain, type ChainMember, type ChainOptions } from "./chain.ts";
import { outputFormat } from "./format.ts";
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

/** One picture to process. */
export interface ProcessImageOptions extends ChainOptions, CreateChainOptions {
  readonly input: string;
  /** The file to write, which is overwritten; see `outputNames`. Its ending chooses the format. */
  readonly output: string;
  readonly processors: readonly BoundProcessor[];
  /** The most pixels that the input may have. */
  readonly maxPixels?: number | undefined;
  /** Whether the processors' URIs are left out of the text of a PNG. The input's own metadata is kept either way. */
  readonly omitHistory?: boolean | undefined;
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
    const device = deviceName(reserved.device);
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

/** What others call the processor's own memory. */
function deviceName(device: string): string {
  return device === "cpu" ? "host" : device;
}

/**
 * Reads a picture, runs it through a chain and writes the result, entirely or not at all.
 * @throws PictureError, OutputError, and whatever a processor throws; the signal's reason after an abort.
 */
export async function processImage(options: ProcessImageOptions): Promise<ProcessedImage> {
  const { input, output, processors, maxPixels, signal } = options;
  const format = outputFormat(output);
  const picture = await Picture.open(input, { maxPixels, signal });
  const members = await createChain(processors, options);
  const made = await runChain(picture, members, options);
  const content = await made.encode({
    format,
    text: options.omitHistory ? [] : history(processors),
  });
  signal?.throwIfAborted();
  await writeAtomically(output, content, signal);
  const { width, height, mode } = made;
  return { input, output, width, height, mode, bytes: content.length };
}

function history(
  processors: readonly BoundProcessor[],
): readonly { keyword: string; text: string }[] {
  if (processors.length === 0) return [];
  return [{ keyword: "spillway", text: processors.map(({ source }) => source).join("\n") }];
}
