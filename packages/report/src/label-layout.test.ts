import fc from "fast-check";
import { expect, test } from "vitest";
import { spread } from "./label-layout.ts";

const labels = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 60 }),
    y: fc.integer({ min: 0, max: 200 }),
    text: fc.constant("policy, oom at 10 %"),
  }),
  { maxLength: 12 },
);

test("labels that share a column never cover each other, and none is lost", () => {
  fc.assert(
    fc.property(labels, (all) => {
      const heights = spread(all)
        .map(({ y }) => y)
        .sort((a, b) => a - b);
      expect(heights).toHaveLength(all.length);
      for (const [i, y] of heights.slice(1).entries()) {
        expect(y - (heights[i] ?? 0)).toBeGreaterThanOrEqual(12);
      }
    }),
  );
});

test("labels far apart stay where they are", () => {
  const apart = [
    { x: 0, y: 10, text: "a" },
    { x: 100, y: 10, text: "b" },
    { x: 0, y: 40, text: "c" },
  ];
  expect(new Set(spread(apart))).toEqual(new Set(apart));
});
