import { describe, expect, test } from "vitest";
import { parseMeminfo } from "./meminfo.ts";
import { MEMINFO } from "./testing/captures.ts";

describe("parseMeminfo", () => {
  test("reads kB as 1024 bytes", () => {
    expect(parseMeminfo(MEMINFO)).toEqual({
      total: { kind: "known", value: 24_684_084 * 1024 },
      available: { kind: "known", value: 24_392_060 * 1024 },
    });
  });

  test("leaves available unknown on a kernel without MemAvailable", () => {
    const old = MEMINFO.replace(/MemAvailable.*\n/, "");
    expect(parseMeminfo(old).available).toEqual({
      kind: "unknown",
      reason: expect.stringContaining("no MemAvailable") as unknown,
    });
    expect(parseMeminfo(old).total.kind).toBe("known");
  });

  test.each(["", "MemAvailable:\n", "MemAvailable: many kB\n", "XMemAvailable: 5 kB\n"])(
    "leaves available unknown in %j",
    (text) => {
      expect(parseMeminfo(text).available.kind).toBe("unknown");
    },
  );

  test("takes a reported 0 for 0", () => {
    expect(parseMeminfo("MemAvailable: 0 kB\n").available).toEqual({ kind: "known", value: 0 });
  });
});
