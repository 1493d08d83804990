import { describe, expect, test } from "vitest";
import {
  count,
  grouped,
  listed,
  percent,
  precise,
  shortened,
  significant,
  times,
} from "./format.ts";

describe("format", () => {
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

  test("says a size for people and in full", () => {
    expect([precise(999), precise(512e6)]).toEqual(["999 bytes", "512 MB (512,000,000 bytes)"]);
  });

  test("says shares and factors", () => {
    expect([percent(0.3), percent(0.1255), times(1.349)]).toEqual(["30 %", "12.6 %", "1.35"]);
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
