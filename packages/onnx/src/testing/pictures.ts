import type { Tensor } from "../tensor.ts";

/** An RGB picture of [1, 3, height, width] with values in 0..1 that look random and are always the same. */
export function testPicture(
  height: number,
  width: number,
): Tensor & { readonly data: Float32Array } {
  const data = Float32Array.from({ length: 3 * height * width }, (_, i) => {
    const mixed = Math.imul(i ^ (i >>> 15), 0x2c1b3c6d) >>> 0;
    return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 0) / 2 ** 32;
  });
  return { type: "float32", dims: [1, 3, height, width], data };
}
