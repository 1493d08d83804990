import { describe, expect, test } from "vitest";
import { count, formatMillis, grouped, listed, shortened, significant } from "./format.ts";

describe("format", () => {
  test.each([
    [0, "0 ms"],
    [0.0421, "0.0421 ms"],
    [12.345, "12.3 ms"],
    [999.7, "1 s"],
    [4200, "4.2 s"],
    [99_960, "1 min 40 s"],
    [192_000, "3 min 12 s"],
    [7_500_000, "2 h 5 min"],
  ])("says %d ms as %s", (ms, text) => {
    expect(formatMillis(ms)).toBe(text);
  });

  test.each([
    [4.67e-9, "4.67e−9"],
    [0.5, "0.5"],
    [1234.4, "1,234"],
    [2_500_000, "2.5e6"],
    [Infinity, "∞"],
    [0, "0"],
  ])("says %d in three digits as %s", (value, text) => {
    expect(significant(value)).toBe(text);
  });

  test("groups digits before the point only", () => {
    expect([grouped(999), grouped(120_000_000), grouped(1234.5678), grouped(-1234)]).toEqual([
      "999",
      "120,000,000",
      "1,234.5678",
      "-1,234",
    ]);
  });

  test("counts and lists in words", () => {
    expect([count(1, "eviction"), count(0, "eviction")]).toEqual(["1 eviction", "0 evictions"]);
    expect([listed([]), listed(["a"]), listed(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  });

  test("shortens a name in its middle to the length it is given", () => {
    expect(shortened("depth-anything-small.onnx", 11)).toBe("depth….onnx");
    expect(shortened("short", 11)).toBe("short");
  });
});
