import { expect, test } from "vitest";
import { formatMillis } from "./duration-text.ts";

test.each([
  [-3, "0 ms"],
  [0, "0 ms"],
  [0.0421, "0.0421 ms"],
  [12.345, "12.3 ms"],
  [999.4, "999 ms"],
  [999.7, "1 s"],
  [4200, "4.2 s"],
  [99_960, "1 min 40 s"],
  [192_000, "3 min 12 s"],
  [3_599_700, "1 h 0 min"],
  [7_500_000, "2 h 5 min"],
  [Infinity, "∞"],
])("formatMillis(%d) is %s", (ms, text) => {
  expect(formatMillis(ms)).toBe(text);
});
