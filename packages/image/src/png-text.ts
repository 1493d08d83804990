import { crc32 } from "node:zlib";

/** A text entry of a PNG file. */
export interface PngText {
  readonly keyword: string;
  readonly text: string;
}

/** Signature (8 bytes) and header chunk (25 bytes); further chunks go behind. */
const HEADER_END = 33;

/** Inserts chunks behind the header of an encoded PNG. */
export function insertChunks(png: Uint8Array, chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 0) return png;
  return Buffer.concat([png.subarray(0, HEADER_END), ...chunks, png.subarray(HEADER_END)]);
}

/** A chunk as the PNG specification, section 5.3, lays it out: length, type, content, CRC of type and content. */
export function pngChunk(type: string, content: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(12 + content.length);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, "latin1");
  chunk.set(content, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length);
  return chunk;
}

/** A text entry as a tEXt chunk where Latin-1 can carry it, else as iTXt in UTF-8, uncompressed. */
export function textChunk({ keyword, text }: PngText): Uint8Array {
  const name = Buffer.from(keyword.slice(0, 79), "latin1");
  if (/^[\n\x20-\x7e\xa0-\xff]*$/.test(text)) {
    return pngChunk("tEXt", Buffer.concat([name, Buffer.of(0), Buffer.from(text, "latin1")]));
  }
  // Compression flag and method, then an empty language tag and an empty translated keyword, each ended by zero.
  return pngChunk("iTXt", Buffer.concat([name, Buffer.alloc(5), Buffer.from(text, "utf8")]));
}
