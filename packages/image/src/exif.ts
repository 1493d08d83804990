const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;

/** The EXIF block as TIFF, without the `Exif\0\0` prefix that JPEG puts before it. */
export function tiffBlock(exif: Uint8Array): Uint8Array {
  const prefixed = Buffer.from(exif.subarray(0, 6)).toString("latin1") === "Exif\0\0";
  return prefixed ? exif.subarray(6) : exif;
}

/** A copy of a TIFF block that says its picture is upright. EXIF 2.32, section 4.6.2; a malformed block stays as it is. */
export function upright(tiff: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(tiff);
  const view = new DataView(copy.buffer);
  if (view.byteLength < 10) return copy;
  const littleEndian = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > view.byteLength) return copy;
  const count = view.getUint16(directory, littleEndian);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > view.byteLength) break;
    if (view.getUint16(entry, littleEndian) === ORIENTATION)
      view.setUint16(entry + 8, 1, littleEndian);
  }
  return copy;
}
