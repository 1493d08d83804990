import type { FileHandle } from "node:fs/promises";

/** Bytes that are read where they lie. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset`: `length` of them, fewer only at the end. Valid until the next call. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const WINDOW_BYTES = 64 * 1024;

/** A file, read through one window, so that what is skipped is never read. */
export function fileSource(file: FileHandle, size: number): ByteSource {
  const window = new Uint8Array(WINDOW_BYTES);
  let start = 0;
  let filled = 0;

  return {
    size,
    async read(offset, length) {
      const wanted = Math.min(length, size - offset);
      if (wanted > WINDOW_BYTES) return await readAt(file, new Uint8Array(wanted), offset);
      if (offset < start || offset + wanted > start + filled) {
        filled = (await readAt(file, window, offset)).length;
        start = offset;
      }
      return window.subarray(offset - start, Math.min(offset - start + wanted, filled));
    },
  };
}

async function readAt(file: FileHandle, into: Uint8Array, offset: number): Promise<Uint8Array> {
  let filled = 0;
  while (filled < into.length) {
    const { bytesRead } = await file.read(into, filled, into.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return into.subarray(0, filled);
}
