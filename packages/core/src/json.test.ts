import { expect, test } from "vitest";
import { isRecord } from "./json.ts";

test.each([
  ["{}", true],
  ['{ "a": null }', true],
  ["[]", false],
  ["null", false],
  ['"{}"', false],
  ["1", false],
])("of %s it is %s that it is a record", (text, answer) => {
  expect(isRecord(JSON.parse(text))).toBe(answer);
});
