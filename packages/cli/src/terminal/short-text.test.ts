import { expect, test } from "vitest";
import { shortText } from "./short-text.ts";

test.each([
  ["a text that fits", "a".repeat(80), "a".repeat(80)],
  ["a longer one", "a".repeat(81), `${"a".repeat(79)}…`],
  ["one of surrogate pairs that fits", "😺".repeat(80), "😺".repeat(80)],
  ["a longer one of surrogate pairs", "😺".repeat(81), `${"😺".repeat(79)}…`],
  ["a very long one", `b${"😺".repeat(50_000)}`, `b${"😺".repeat(78)}…`],
  ["an empty one", "", ""],
])("shortText shows %s", (_, text, shown) => {
  expect(shortText(text)).toBe(shown);
});
