import { describe, expect, test } from "vitest";

import { closingQuote, unescape } from "./quoted-text.ts";

describe("closingQuote", () => {
  test.each([
    ["'a'", 0, 2],
    ["x'a'", 1, 3],
    [String.raw`'a\'b'`, 0, 5],
    [String.raw`'a\\'`, 0, 4],
    [`'a"'`, 0, 3],
    ["'a", 0, undefined],
    ["'a\\'", 0, undefined],
    ["'a\\", 0, undefined],
  ])("finds the end of %s from %i", (text, open, close) => {
    expect(closingQuote(text, open)).toBe(close);
  });
});

describe("unescape", () => {
  test.each([
    [String.raw`a\\b`, "a\\b"],
    [String.raw`\'\"`, "'\""],
    [String.raw`\n\t\r`, "\n\t\r"],
    [String.raw`\a\b\f\v`, "\u0007\b\f\v"],
    [String.raw`\x41\u00e9\U0001F600`, "A\u00e9\u{1F600}"],
    [String.raw`\101\0\08`, "A\0\0" + "8"],
    ["one\\\ntwo", "onetwo"],
    [String.raw`C:\models\m`, String.raw`C:\models\m`],
    [String.raw`\x4 \uD \N`, String.raw`\x4 \uD \N`],
    [String.raw`\UFFFFFFFF`, String.raw`\UFFFFFFFF`],
    ["\\", "\\"],
  ])("reads %j as Python does", (body, text) => {
    expect(unescape(body)).toBe(text);
  });
});
