import { describe, expect, test } from "vitest";
import { codeOf, messageOf } from "./error-text.ts";

describe("messageOf", () => {
  test.each([
    [new RangeError("too large"), "too large"],
    ["a bare text", "a bare text"],
    [undefined, "undefined"],
  ])("tells %s as text", (thrown, text) => {
    expect(messageOf(thrown)).toBe(text);
  });
});

describe("codeOf", () => {
  test("is the system's code where there is one", () => {
    expect(codeOf(Object.assign(new Error("no such file"), { code: "ENOENT" }))).toBe("ENOENT");
  });

  test.each([
    [new Error("odd"), "Error: odd"],
    ["a bare text", "a bare text"],
  ])("is the whole text of %s, which has none", (thrown, text) => {
    expect(codeOf(thrown)).toBe(text);
  });
});
