import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blendWeights, tileAxis } from "./tiling.ts";

const cases = fc
  .record({
    extent: fc.integer({ min: 1, max: 400 }),
    length: fc.integer({ min: 2, max: 128 }),
    scale: fc.integer({ min: 1, max: 4 }),
  })
  .chain((c) =>
    fc.integer({ min: 0, max: Math.floor(c.length / 2) }).map((overlap) => ({ ...c, overlap })),
  );

describe("tileAxis", () => {
  test("is one tile when the extent is no longer than a tile", () => {
    expect(tileAxis(32, { length: 32, overlap: 8 })).toEqual([{ start: 0, length: 32 }]);
  });

  test("covers every pixel, and neighbours share at least the overlap", () => {
    fc.assert(
      fc.property(cases, ({ extent, length, overlap }) => {
        const tiles = tileAxis(extent, { length, overlap });
        expect(tiles[0]?.start).toBe(0);
        const last = tiles.at(-1)!;
        expect(last.start + last.length).toBe(extent);
        tiles.slice(1).forEach((tile, i) => {
          const before = tiles[i]!;
          expect(tile.start).toBeGreaterThan(before.start);
          expect(before.start + before.length - tile.start).toBeGreaterThanOrEqual(overlap);
        });
      }),
    );
  });
});

describe("blendWeights", () => {
  test("covers every output pixel exactly once in sum", () => {
    fc.assert(
      fc.property(cases, ({ extent, length, overlap, scale }) => {
        const tiles = tileAxis(extent, { length, overlap });
        const sums = new Float64Array(extent * scale);
        blendWeights(tiles, overlap, scale).forEach((weights, i) => {
          weights.forEach((weight, x) => {
            expect(weight).toBeGreaterThanOrEqual(0);
            sums[tiles[i]!.start * scale + x]! += weight;
          });
        });
        for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
      }),
    );
  });

  test("gives no weight to the outer quarter of an overlap", () => {
    const tiles = tileAxis(100, { length: 64, overlap: 28 });
    const [first] = blendWeights(tiles, 28, 1);
    expect(Array.from(first!.slice(-7))).toEqual(Array<number>(7).fill(0));
    expect(first![64 - 15]).toBeGreaterThan(0);
  });
});
