import fc from "fast-check";
import { expect, test } from "vitest";
import { LeastFirst } from "./least-first.ts";

test("gives everything back, the least first", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer())), (rounds) => {
      const heap = new LeastFirst<number>((a, b) => a < b);
      let inside: number[] = [];
      for (const numbers of rounds) {
        for (const number of numbers) heap.add(number);
        inside = [...inside, ...numbers].sort((a, b) => a - b);
        expect(heap.take()).toBe(inside.shift());
      }
      for (const number of inside) expect(heap.take()).toBe(number);
      expect(heap.take()).toBeUndefined();
    }),
  );
});
