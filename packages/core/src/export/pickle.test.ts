import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pickle, PickledTuple, type Picklable } from "./pickle.ts";
import { hasPython, opcodesIn, unpickled } from "./testing/python.ts";

describe("pickle", () => {
  test.each([
    [0, "80024b002e"],
    [255, "80024bff2e"],
    [256, "80024d00012e"],
    [65_536, "80024a000001002e"],
    [-1, "80024affffffff2e"],
    [2 ** 31, "80028a0800000080000000002e"],
    [0.5, "8002473fe00000000000002e"],
    [true, "8002882e"],
    [undefined, "80024e2e"],
    ["ab", "800258020000006162710" + "02e"],
    [[], "80025d2e"],
    [new PickledTuple(1, 2), "80024b014b02862e"],
  ] as const)("writes %j as %s", (value, hex) => {
    expect(Buffer.from(pickle(value)).toString("hex")).toBe(hex);
  });

  test("stores equal texts once", () => {
    const text = "a long name of an operator";
    const once = pickle([text]).length;
    expect(pickle([text, text]).length).toBe(once + 2);
  });
});

describe.skipIf(!hasPython)("Python's own pickle (skipped where there is no python3)", () => {
  const plain: fc.Memo<Picklable> = fc.memo((depth) =>
    fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: -70_000, max: 70_000 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
      fc.string({ unit: "grapheme" }),
      fc.boolean(),
      ...(depth > 1
        ? [
            fc.array(plain(depth - 1), { maxLength: 5 }),
            fc.dictionary(fc.string(), plain(depth - 1), { maxKeys: 5, noNullPrototype: true }),
          ]
        : []),
    ),
  );

  test("reads back what was written", () => {
    const samples = fc.sample(plain(4), { numRuns: 200, seed: 7 });
    expect(unpickled(pickle(samples))).toEqual(samples);
  });

  test("finds no opcode in it that PyTorch's memory viewer does not read", () => {
    const everything = {
      numbers: [1, 300, -5, 2 ** 40, 0.5],
      others: [true, false, undefined, {}, [], new PickledTuple(0, 0)],
      texts: Array.from({ length: 300 }, (_, index) => `text ${index}`),
      again: ["text 1", "text 299"],
    };
    expect(opcodesIn(pickle(everything))).toEqual([
      ...["APPENDS", "BINFLOAT", "BINGET", "BININT", "BININT1", "BININT2", "BINPUT", "BINUNICODE"],
      ...["EMPTY_DICT", "EMPTY_LIST", "LONG1", "LONG_BINGET", "LONG_BINPUT", "MARK", "NEWFALSE"],
      ...["NEWTRUE", "NONE", "PROTO", "SETITEMS", "STOP", "TUPLE2"],
    ]);
  });

  test("reads lists longer than a batch, and more texts than one byte counts", () => {
    const long = Array.from({ length: 2500 }, (_, index) => `text ${index % 700}`);
    expect(unpickled(pickle(long))).toEqual(long);
  });
});
