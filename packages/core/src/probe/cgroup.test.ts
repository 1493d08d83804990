import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parseCgroupLimit,
  parseCgroupUsage,
  parseHierarchicalLimit,
  parseInactiveFile,
  workingSet,
} from "./cgroup.ts";
import { STAT_V1, STAT_V2 } from "./testing/captures.ts";

describe("parseCgroupLimit", () => {
  test.each([
    ["max\n", { kind: "unlimited" }],
    ["9223372036854771712\n", { kind: "unlimited" }],
    ["9223372036854710272\n", { kind: "unlimited" }],
    ["2147483648\n", { kind: "known", value: 2_147_483_648 }],
    ["0\n", { kind: "known", value: 0 }],
  ])("of %j is %j", (text, limit) => {
    expect(parseCgroupLimit(text)).toEqual(limit);
  });

  test.each(["", "\n", "-1\n", "2 GB\n"])("of %j is unknown", (text) => {
    expect(parseCgroupLimit(text).kind).toBe("unknown");
  });
});

describe("parseCgroupUsage", () => {
  test.each([
    ["82194432\n", 82_194_432],
    ["", undefined],
    ["max\n", undefined],
  ])("of %j is %j", (text, usage) => {
    expect(parseCgroupUsage(text)).toBe(usage);
  });
});

describe("memory.stat", () => {
  test("counts the descendants' inactive page cache in version 1", () => {
    expect(parseInactiveFile(STAT_V1, 1)).toBe(69_142_144);
  });

  test("has the descendants in inactive_file in version 2", () => {
    expect(parseInactiveFile(STAT_V2, 2)).toBe(300_000_000);
  });

  test("without the field has no figure", () => {
    expect(parseInactiveFile(STAT_V2, 1)).toBeUndefined();
  });

  test("of version 1 tells the smallest limit of all ancestors", () => {
    const text = STAT_V1.replace("9223372036854771712", "536870912");
    expect(parseHierarchicalLimit(text)).toBe(536_870_912);
    expect(parseHierarchicalLimit(STAT_V1)).toBeUndefined();
  });
});

describe("workingSet", () => {
  test("is never negative and never more than the usage", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (usage, inactive) => {
        const set = workingSet(usage, inactive);
        expect(set).toBeGreaterThanOrEqual(0);
        expect(set).toBeLessThanOrEqual(usage);
        if (inactive <= usage) expect(set + inactive).toBe(usage);
      }),
    );
  });
});
