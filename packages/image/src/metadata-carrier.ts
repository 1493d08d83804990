import { tiffBlock, upright } from "./exif.ts";
import type { PictureMetadata } from "./picture-header.ts";
import { insertChunks, pngChunk, textChunk } from "./png-text.ts";
import type { Raster } from "./raster.ts";
import { rawInput } from "./raw-pipeline.ts";
import type { SharpFactory } from "./sharp-peer.ts";

/**
 * Pixels and metadata together, as an uncompressed PNG in memory: the one form in which sharp takes both.
 * The EXIF block says upright, as the pixels are. `undefined` when there is no metadata.
 */
export async function carrier(
  sharp: SharpFactory,
  source: Raster,
  { exif, comments = [] }: PictureMetadata,
): Promise<Uint8Array | undefined> {
  if (exif === undefined && comments.length === 0) return undefined;
  const grey = source.mode === "L" || source.mode === "LA";
  const space = grey ? "b-w" : "srgb";
  const png = await rawInput(sharp, source)
    .pipelineColourspace(space)
    .toColourspace(space)
    .png({ compressionLevel: 0 })
    .toBuffer();
  const block = exif && pngChunk("eXIf", upright(tiffBlock(exif)));
  return insertChunks(png, [...(block ? [block] : []), ...comments.map(textChunk)]);
}
