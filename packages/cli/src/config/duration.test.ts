import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["500ms", 500],
  ["30", 30_000],
  ["30s", 30_000],
  ["1.5 min", 90_000],
  ["5m", 300_000],
  ["2H", 7_200_000],
  ["", undefined],
  ["soon", undefined],
  ["5 days", undefined],
  ["-1s", undefined],
])("parseDuration(%j) is %j milliseconds", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
