import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blockKey, cutBlocks, frameBlock } from "./blocks.ts";
import type { TextEnd, WeightedToken } from "./weighted-token.ts";

function tokens(ends: readonly TextEnd[]): readonly WeightedToken[] {
  return ends.map((end, id) => ({
    id,
    weight: 1,
    fragment: 0,
    span: { start: 0, end: 0 },
    ends: end,
  }));
}

/** One letter per token: `s`entence, `p`hrase, `w`ord or `.` within a word. */
function lengths(letters: string, size: number): readonly number[] {
  const ends = { s: "sentence", p: "phrase", w: "word", ".": "none" } as const;
  return cutBlocks(
    tokens(Array.from(letters, (letter) => ends[letter as keyof typeof ends])),
    size,
  ).map((block) => block.length);
}

describe("cutBlocks", () => {
  test.each([
    ["", 4, [0]],
    ["wwww", 4, [4]],
    ["wwwww", 4, [4, 1]],
    ["wswww", 4, [2, 3]],
    ["spwww", 4, [2, 3]],
    ["ww..www", 4, [2, 4, 1]],
    ["swwwww", 4, [4, 2]],
    ["......", 4, [4, 2]],
    ["..w....w", 4, [3, 4, 1]],
  ])("cuts %j at %i", (letters, size, expected) => {
    expect(lengths(letters, size)).toEqual(expected);
  });

  test("keeps every token in order, in blocks that fit and hold something", () => {
    const ends = fc.array(fc.constantFrom<TextEnd>("none", "word", "phrase", "sentence"), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(ends, fc.integer({ min: 1, max: 80 }), (list, size) => {
        const all = tokens(list);
        const blocks = cutBlocks(all, size);
        expect(blocks.flat()).toEqual(all);
        for (const block of blocks) expect(block.length).toBeLessThanOrEqual(size);
        if (all.length > 0) expect(blocks.every((block) => block.length > 0)).toBe(true);
      }),
    );
  });
});

describe("frameBlock", () => {
  test("adds start, end and padding", () => {
    const clip = { start: 8, end: 9 };
    expect(frameBlock([1, 2], clip, { length: 6, padding: 0 })).toEqual([8, 1, 2, 9, 0, 0]);
    expect(frameBlock([1, 2], { start: undefined, end: 1 }, { length: 0, padding: 0 })).toEqual([
      1, 2, 1,
    ]);
  });
});

describe("blockKey", () => {
  test("tells apart what is hidden, and only that", () => {
    expect(blockKey({ ids: [1, 2], visible: [true, true] })).toBe(blockKey({ ids: [1, 2] }));
    expect(blockKey({ ids: [1, 2], visible: [true, false] })).not.toBe(blockKey({ ids: [1, 2] }));
  });
});
