import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignDown, commonAlignment, parseSize, targetSize } from "./size.ts";

describe("parseSize", () => {
  test.each([
    ["512", { width: 512, height: 512 }],
    ["640x480", { width: 640, height: 480 }],
    [" 640 X 480 ", { width: 640, height: 480 }],
  ])("reads %j", (text, size) => expect(parseSize(text)).toEqual(size));

  test.each(["", "x", "640x", "0x4", "-1x2", "1.5", "640x480x3", "99999"])("refuses %j", (text) => {
    expect(() => parseSize(text)).toThrow(
      expect.objectContaining({ code: "ERR_IMAGE_SIZE", text }),
    );
  });
});

describe("targetSize", () => {
  const from = { width: 101, height: 203 };
  test.each([
    ["follows the width alone", { size: { width: 64, height: 64 } }, { width: 64, height: 128 }],
    [
      "takes both sides when told to",
      { size: { width: 64, height: 64 }, aspect: false },
      { width: 64, height: 64 },
    ],
    ["aligns down", { size: { width: 70, height: 1 }, align: 8 }, { width: 64, height: 136 }],
    ["aligns without a size", { align: 8 }, { width: 96, height: 200 }],
    ["keeps the size when nothing is asked", {}, from],
    ["never empties a side", { align: 256 }, { width: 256, height: 256 }],
  ])("%s", (_, request, expected) => expect(targetSize(from, request)).toEqual(expected));

  const side = fc.integer({ min: 1, max: 20_000 });
  const size = fc.record({ width: side, height: side });

  test("is always aligned, and below what was asked by less than one unit", () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 128 }),
        fc.boolean(),
        (from, wanted, align, aspect) => {
          const target = targetSize(from, { size: wanted, align, aspect });
          expect([target.width % align, target.height % align]).toEqual([0, 0]);
          expect(Math.min(target.width, target.height)).toBeGreaterThan(0);
          if (wanted.width >= align) expect(wanted.width - target.width).toBeLessThan(align);
        },
      ),
    );
  });

  test("floors exactly, as integer arithmetic does", () => {
    fc.assert(
      fc.property(size, side, (from, width) => {
        const exact = Number((BigInt(from.height) * BigInt(width)) / BigInt(from.width));
        expect(targetSize(from, { size: { width, height: 1 } }).height).toBe(Math.max(1, exact));
      }),
    );
  });
});

test("a common alignment is the least that both divide", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (a, b) => {
      const common = commonAlignment(a, b);
      const least = Array.from({ length: a * b }, (_, i) => i + 1).find(
        (n) => n % a === 0 && n % b === 0,
      );
      expect(common).toBe(least);
      expect(alignDown(common, a)).toBe(common);
    }),
    { numRuns: 50 },
  );
});
