/* CLIP's tokenizer written down from its published definition, to compare with. Slow and plain. */

/** The bytes as printable characters: those that are printable stand for themselves. */
function byteCharacters(): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    found.set(byte, String.fromCodePoint(printable ? byte : next++));
  }
  return found;
}

const CHARACTERS = byteCharacters();
const PIECE = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu;

/** The ids of a text by CLIP's byte pair encoding. */
export function clipBpe(
  text: string,
  vocab: Readonly<Record<string, number>>,
  merges: readonly string[],
): readonly number[] {
  const clean = text.normalize("NFC").replace(/\s+/gu, " ").trim().toLowerCase();
  const pieces = clean.match(PIECE) ?? [];
  return pieces.flatMap((piece) => mergePiece(piece, merges).map((token) => vocab[token] ?? -1));
}

function mergePiece(piece: string, merges: readonly string[]): readonly string[] {
  let parts = [...new TextEncoder().encode(piece)].map((byte) => CHARACTERS.get(byte) ?? "");
  parts = [...parts.slice(0, -1), `${parts.at(-1) ?? ""}</w>`];
  for (;;) {
    const ranks = parts.slice(1).map((right, i) => merges.indexOf(`${parts[i] ?? ""} ${right}`));
    const known = ranks.filter((rank) => rank >= 0);
    if (known.length === 0) return parts;
    parts = mergeAll(parts, merges[Math.min(...known)] ?? "");
  }
}

function mergeAll(parts: readonly string[], merge: string): string[] {
  const merged: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const [part = "", next = ""] = [parts[i], parts[i + 1]];
    const hit = `${part} ${next}` === merge;
    merged.push(hit ? part + next : part);
    if (hit) i++;
  }
  return merged;
}
