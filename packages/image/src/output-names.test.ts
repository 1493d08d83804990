import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextName, outputNames, type OutputNaming } from "./output-names.ts";

function names(naming: Partial<OutputNaming>, files: readonly string[] = []): readonly string[] {
  return outputNames({
    inputs: ["in/a.jpg", "b.png"],
    outputs: [],
    overwrite: false,
    exists: (path) => files.includes(path),
    isDirectory: (path) => path === "made",
    ...naming,
  });
}

describe("outputNames", () => {
  test("stay beside their inputs when none are given", () => {
    expect(names({})).toEqual(["in/a_processed_1.jpg", "b_processed_2.png"]);
  });

  test.each(["made", "new/"])("go into the directory %s", (folder) => {
    const where = folder.replace(/\/$/, "");
    const expected = [`${where}/a_processed_1.jpg`, `${where}/b_processed_2.png`];
    expect(names({ outputs: [folder] })).toEqual(expected);
  });

  test("are those given when there is one for each input", () => {
    expect(names({ outputs: ["x.webp", "y.png"] })).toEqual(["x.webp", "y.png"]);
  });

  test.each([[["x.png"]], [["x.png", "y.png", "z.png"]]])(
    "refuses %j for two inputs",
    (outputs) => {
      expect(() => names({ outputs })).toThrow(/outputs for 2 inputs; give one for each/);
    },
  );

  test("are refused where the place cannot be looked at", () => {
    const isDirectory = (): never => {
      throw Object.assign(new Error("not a directory"), { code: "ENOTDIR" });
    };
    expect(() => names({ outputs: ["x.png/y.png"], isDirectory })).toThrow(
      "x.png/y.png: cannot be written there (ENOTDIR)",
    );
  });

  test("get a duplicate number where a file is in the way", () => {
    const files = ["x.png", "x_duplicate_1.png"];
    expect(names({ outputs: ["x.png", "y.png"] }, files)).toEqual(["x_duplicate_2.png", "y.png"]);
  });

  test("take the place of files when overwriting", () => {
    expect(names({ outputs: ["x.png", "y.png"], overwrite: true }, ["x.png"])).toEqual([
      "x.png",
      "y.png",
    ]);
  });

  test("are PNG for inputs in a format that can only be read", () => {
    expect(names({ inputs: ["a.svg"] })).toEqual(["a_processed_1.png"]);
  });

  test("never coincide within a run", () => {
    const name = fc.constantFrom("a.png", "./a.png", "a_duplicate_1.png", "b.png");
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (outputs, overwrite) => {
          const inputs = outputs.map((_, i) => `${i}.png`);
          const chosen = names({ inputs, outputs, overwrite }).map((path) =>
            path.replace("./", ""),
          );
          expect(new Set(chosen).size).toBe(outputs.length);
        },
      ),
    );
  });
});

describe("nextName", () => {
  test.each([
    ["a.png", "a_duplicate_1.png"],
    ["in.d/a", "in.d/a_duplicate_1"],
    ["a_duplicate_9.png", "a_duplicate_10.png"],
    ["a_duplicate_.png", "a_duplicate__duplicate_1.png"],
    ["a9.png", "a9_duplicate_1.png"],
  ])("after %s is %s", (taken, next) => {
    expect(nextName(taken)).toBe(next);
  });
});
