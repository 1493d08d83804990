import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytes } from "../bytes.ts";
import { resident } from "../testing/resident-builder.ts";
import type { VictimChoice } from "./policies/policy.ts";
import type { MemoryRequest } from "./request.ts";
import { byWorth, chooseVictims } from "./victims.ts";
import type { Ranked } from "./victims.ts";

const request: MemoryRequest = {
  kind: "acquire",
  pool: "models",
  key: "new",
  device: "host",
  bytes: bytes(1),
  priority: 0,
};

function ranked(key: string, size: number, worth: number, priority = 0): Ranked {
  return { resident: resident(key, { bytes: bytes(size), credit: bytes(size), priority }), worth };
}

function choose(all: readonly Ranked[], need: number, choice: VictimChoice = "cheapest-set") {
  const order = all.toSorted(byWorth);
  const { victims, sufficient } = chooseVictims(order, choice, request, (f) => f.credit >= need);
  return { keys: victims.map(({ resident: { key } }) => key), sufficient, victims };
}

const cost = (victims: readonly Ranked[]): number =>
  victims.reduce((sum, { worth, resident: { bytes: size } }) => sum + worth * size, 0);

function cheapestByEnumeration(all: readonly Ranked[], need: number): number {
  let best = Infinity;
  for (let mask = 0; mask < 1 << all.length; mask++) {
    const subset = all.filter((_, index) => (mask & (1 << index)) !== 0);
    const freed = subset.reduce((sum, { resident: { credit } }) => sum + credit, 0);
    if (freed >= need) best = Math.min(best, cost(subset));
  }
  return best;
}

const candidates = (max: number) =>
  fc
    .array(
      fc.record({ size: fc.integer({ min: 1, max: 60 }), worth: fc.integer({ min: 1, max: 20 }) }),
      {
        minLength: 1,
        maxLength: max,
      },
    )
    .map((all) => all.map(({ size, worth }, index) => ranked(`m${index}`, size, worth / 4)));

describe("chooseVictims", () => {
  test("takes one victim where one will do, not the three that rank lower", () => {
    const all = [
      ranked("a", 10, 1),
      ranked("b", 10, 1),
      ranked("c", 10, 1),
      ranked("big", 30, 1.01),
    ];
    expect(choose(all, 30).keys).toEqual(["a", "b", "c"]);
    expect(choose(all, 25).keys).toEqual(["a", "b", "c"]);
    const dearer = [
      ranked("a", 10, 2),
      ranked("b", 10, 2),
      ranked("c", 10, 2),
      ranked("big", 30, 1.9),
    ];
    expect(choose(dearer, 30).keys).toEqual(["big"]);
  });

  test("spares the small ones that a later large one makes unnecessary", () => {
    const all = [ranked("small", 1, 1), ranked("large", 100, 2)];
    expect(choose(all, 50, "in-order").keys).toEqual(["large"]);
  });

  test("takes all there is when even that is too little, and says so", () => {
    const all = [ranked("a", 10, 1), ranked("b", 10, 2)];
    expect(choose(all, 50)).toMatchObject({ keys: ["a", "b"], sufficient: false });
  });

  test("takes everything under clear-all, whatever is needed", () => {
    const all = [ranked("a", 10, 1), ranked("b", 10, 2)];
    expect(choose(all, 1, "everything").keys).toEqual(["a", "b"]);
  });

  test("touches a higher priority only when the lower ones do not suffice", () => {
    const all = [ranked("dear", 10, 100), ranked("cheap", 10, 1, 1)];
    expect(choose(all, 10).keys).toEqual(["dear"]);
    expect(choose(all, 20).keys).toEqual(["dear", "cheap"]);
  });

  test("breaks ties by id", () => {
    const all = [ranked("b", 10, 1), ranked("a", 10, 1)];
    expect(choose(all, 10).keys).toEqual(["a"]);
  });

  test("finds the set that enumeration finds, up to the size that it searches exactly", () => {
    fc.assert(
      fc.property(candidates(10), fc.integer({ min: 1, max: 300 }), (all, need) => {
        const chosen = choose(all, need);
        if (!chosen.sufficient) return;
        expect(cost(chosen.victims)).toBeCloseTo(cheapestByEnumeration(all, need), 9);
      }),
    );
  });

  test("never takes a victim that the others make needless, however many there are", () => {
    const choices = fc.constantFrom<VictimChoice>("cheapest-set", "in-order");
    fc.assert(
      fc.property(
        candidates(60),
        fc.integer({ min: 1, max: 900 }),
        choices,
        (all, need, choice) => {
          const { victims, sufficient } = choose(all, need, choice);
          if (!sufficient) return;
          const freed = victims.reduce((sum, { resident: { credit } }) => sum + credit, 0);
          expect(freed).toBeGreaterThanOrEqual(need);
          for (const {
            resident: { credit },
          } of victims)
            expect(freed - credit).toBeLessThan(need);
        },
      ),
    );
  });
});
