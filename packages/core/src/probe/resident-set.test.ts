import { describe, expect, test } from "vitest";
import { pageSizeFrom, parseStatm, parseStatusRss } from "./resident-set.ts";
import { STATM, STATUS } from "./testing/captures.ts";

describe("parseStatm", () => {
  test.each([
    [STATM, 15715],
    ["0 0 0 0 0 0 0\n", 0],
    ["", undefined],
    ["186656", undefined],
    ["186656 ", undefined],
  ])("of %j is %j", (text, pages) => {
    expect(parseStatm(text)).toBe(pages);
  });
});

describe("parseStatusRss", () => {
  test("reads VmRSS in bytes", () => {
    expect(parseStatusRss(STATUS)).toBe(62_860 * 1024);
  });

  test("is undefined for a zombie, whose status has no such line", () => {
    expect(parseStatusRss("Name:\tnode\nState:\tZ (zombie)\nThreads:\t1\n")).toBeUndefined();
  });
});

describe("pageSizeFrom", () => {
  test.each([
    ["4 KiB pages", STATM, STATUS, 4096],
    ["4 KiB pages while the process grows", "1 12000 1 1 0 1 0", STATUS, 4096],
    ["16 KiB pages", "1 3929 1 1 0 1 0", STATUS, 16_384],
    ["64 KiB pages", "1 982 1 1 0 1 0", STATUS, 65_536],
    ["no statm", "", STATUS, undefined],
    ["no status", STATM, "", undefined],
    ["an empty process", "0 0 0 0 0 0 0", STATUS, undefined],
  ])("with %s", (_, statm, status, size) => {
    expect(pageSizeFrom(statm, status)).toBe(size);
  });
});
