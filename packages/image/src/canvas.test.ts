import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Canvas } from "./canvas.ts";
import { blendWeights, tileAxis, type AxisTile } from "./tiling.ts";

const SIDE = 12;

/** A picture of one or three channels, its values in 0..255, row by row. */
const pictures = fc.record({
  width: fc.integer({ min: 1, max: SIDE }),
  height: fc.integer({ min: 1, max: SIDE }),
  mode: fc.constantFrom("L" as const, "RGB" as const),
  length: fc.integer({ min: 2, max: SIDE }),
  overlap: fc.integer({ min: 0, max: 4 }),
  seed: fc.uint8Array({ minLength: 3 * SIDE * SIDE, maxLength: 3 * SIDE * SIDE }),
});

describe("Canvas", () => {
  test("gives back a picture that was cut into overlapping tiles, whatever the cut", () => {
    fc.assert(
      fc.property(pictures, ({ width, height, mode, length, overlap, seed }) => {
        const channels = mode === "L" ? 1 : 3;
        const pixels = seed.slice(0, width * height * channels);
        const shared = Math.min(overlap, Math.floor(length / 2));
        const columns = tileAxis(width, { length, overlap: shared });
        const rows = tileAxis(height, { length, overlap: shared });
        const across = blendWeights(columns, shared, 1);
        const down = blendWeights(rows, shared, 1);
        const planes = (column: AxisTile, row: AxisTile) => {
          const values = new Float32Array(channels * column.length * row.length);
          for (let i = 0; i < values.length; i++) {
            const c = Math.floor(i / (column.length * row.length));
            const y = Math.floor(i / column.length) % row.length;
            const from = (row.start + y) * width + column.start + (i % column.length);
            values[i] = pixels[from * channels + c]! / 255;
          }
          return { width: column.length, height: row.length, channels, values };
        };
        const canvas = new Canvas({ width, height, mode }, 1);
        for (const [j, row] of rows.entries()) {
          canvas.finishRowsBefore(row.start);
          for (const [i, column] of columns.entries()) {
            canvas.blend(planes(column, row), {
              left: column.start,
              top: row.start,
              across: across[i]!,
              down: down[j]!,
            });
          }
        }
        const made = canvas.finish();
        expect([made.width, made.height, made.mode]).toEqual([width, height, mode]);
        expect([...made.pixels]).toEqual([...pixels]);
      }),
    );
  });

  test("keeps sums beyond black and white within a byte", () => {
    const canvas = new Canvas({ width: 2, height: 1, mode: "L" }, 1);
    const planes = { width: 2, height: 1, channels: 1, values: Float32Array.of(-0.5, 1.5) };
    const whole = Float32Array.of(1, 1);
    canvas.blend(planes, { left: 0, top: 0, across: whole, down: Float32Array.of(1) });
    expect([...canvas.finish().pixels]).toEqual([0, 255]);
  });
});
