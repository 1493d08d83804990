import { describe, expect, test } from "vitest";
import { numberArgument } from "./number.ts";

describe("numberArgument", () => {
  test.each([
    ["1", { least: 1, example: 2 }, 1],
    ["1.5", { least: 1, example: 2 }, 1.5],
    ["Infinity", { least: 1, example: 2 }, Infinity],
    ["256", { least: 1, most: 256, whole: true, example: 8 }, 256],
  ])("reads %s within %j", (text, range, value) => {
    expect(numberArgument("--limit", text, range)).toBe(value);
  });

  test.each([
    ["0", "--n: `0` is no whole number from 1 to 256"],
    ["257", "--n: `257` is no whole number from 1 to 256"],
    ["1.5", "--n: `1.5` is no whole number from 1 to 256"],
    ["", "--n: `` is no whole number from 1 to 256"],
    ["many", "--n: `many` is no whole number from 1 to 256"],
    ["NaN", "--n: `NaN` is no whole number from 1 to 256"],
  ])("refuses %j", (text, problem) => {
    const range = { least: 1, most: 256, whole: true, example: 8 };
    expect(() => numberArgument("--n", text, range)).toThrow(problem);
  });
});
