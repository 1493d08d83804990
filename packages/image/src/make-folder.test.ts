import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

const root = mkdtempSync(join(tmpdir(), "spillway-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("makeFolder", () => {
  test("makes every folder that is missing", () => {
    makeFolder(join(root, "a", "b", "c"));
    expect(existsSync(join(root, "a", "b", "c"))).toBe(true);
  });

  test("leaves a folder that exists as it is", () => {
    makeFolder(root);
    expect(existsSync(root)).toBe(true);
  });

  test("refuses where a file stands in the way", () => {
    writeFileSync(join(root, "file"), "");
    expect(() => makeFolder(join(root, "file"))).toThrow("EEXIST");
    expect(() => makeFolder(join(root, "file", "below"))).toThrow("ENOTDIR");
  });

  test.skipIf(!existsSync("/proc/self"))("returns where the system makes no folders at all", () => {
    expect(() => makeFolder("/proc/spillway/below")).toThrow("ENOENT");
  });
});
