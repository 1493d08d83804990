/** One tile along an axis: where it begins, and how much each of its input pixels counts in the result. */
export interface AxisTile {
  readonly start: number;
  readonly length: number;
}

/** How pictures are cut into tiles. */
export interface TileShape {
  readonly length: number;
  /** Pixels that neighbours share at least; less than `length`. */
  readonly overlap: number;
}

/**
 * Tiles of equal length that cover `extent` pixels, spread evenly so that neighbours share at least `overlap`.
 * One tile when the extent is no longer than a tile.
 */
export function tileAxis(extent: number, { length, overlap }: TileShape): readonly AxisTile[] {
  if (extent <= length) return [{ start: 0, length: extent }];
  const gaps = Math.ceil((extent - length) / (length - overlap));
  return Array.from({ length: gaps + 1 }, (_, i) => ({
    start: Math.round((i * (extent - length)) / gaps),
    length,
  }));
}

/**
 * For each tile the weight of each of its output pixels, such that the weights at every place of the axis sum to 1.
 * At an edge shared with a neighbour the outer quarter of the overlap counts nothing, so that what a model invents
 * beyond the edge of a tile is not seen; the middle half is a linear ramp.
 */
export function blendWeights(
  tiles: readonly AxisTile[],
  overlap: number,
  scale: number,
): readonly Float32Array[] {
  const raw = tiles.map((tile, i) =>
    edgeRamps(tile.length * scale, overlap * scale, {
      before: i > 0,
      behind: i < tiles.length - 1,
    }),
  );
  const last = tiles.at(-1);
  const sums = new Float32Array(last === undefined ? 0 : (last.start + last.length) * scale);
  tiles.forEach(({ start }, i) =>
    raw[i]?.forEach((weight, x) => {
      sums[start * scale + x] = (sums[start * scale + x] ?? 0) + weight;
    }),
  );
  return raw.map((weights, i) => {
    const offset = (tiles[i]?.start ?? 0) * scale;
    return weights.map((weight, x) => weight / (sums[offset + x] ?? 1));
  });
}

function edgeRamps(
  length: number,
  overlap: number,
  neighbours: { readonly before: boolean; readonly behind: boolean },
): Float32Array {
  return Float32Array.from({ length }, (_, x) => {
    const before = neighbours.before ? ramp(x + 0.5, overlap) : 1;
    const behind = neighbours.behind ? ramp(length - x - 0.5, overlap) : 1;
    return before * behind;
  });
}

function ramp(distance: number, overlap: number): number {
  if (overlap === 0) return 1;
  return Math.min(1, Math.max(0, (distance / overlap - 0.25) * 2));
}
