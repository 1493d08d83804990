/**
 * Reads of flat columns. Ids are handed out by the owner of a column, which also grows it, so a read within the
 * owner's count always finds a value; that invariant is what the assertions below rely on.
 */

/** The integer at `index`. */
export function int(column: Int32Array, index: number): number {
  return column[index] as number;
}

/** The double at `index`. */
export function real(column: Float64Array, index: number): number {
  return column[index] as number;
}

/** The small integer at `index`. */
export function flag(column: Uint8Array, index: number): number {
  return column[index] as number;
}

/** The least power of two that holds `count` and is no smaller than 16. */
export function roomFor(count: number): number {
  let room = 16;
  while (room < count) room *= 2;
  return room;
}

/** `column` with room for `capacity` values, the new ones being `fill`: itself when it has that, else a copy. */
export function grownInts(column: Int32Array, capacity: number, fill = 0): Int32Array {
  if (column.length >= capacity) return column;
  const grown = new Int32Array(capacity);
  grown.set(column);
  if (fill !== 0) grown.fill(fill, column.length);
  return grown;
}

/** Likewise for doubles. */
export function grownReals(column: Float64Array, capacity: number, fill = 0): Float64Array {
  if (column.length >= capacity) return column;
  const grown = new Float64Array(capacity);
  grown.set(column);
  if (fill !== 0) grown.fill(fill, column.length);
  return grown;
}

/** Likewise for small integers, the new ones being 0. */
export function grownFlags(column: Uint8Array, capacity: number): Uint8Array {
  if (column.length >= capacity) return column;
  const grown = new Uint8Array(capacity);
  grown.set(column);
  return grown;
}
