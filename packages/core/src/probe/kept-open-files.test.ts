import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvariantError } from "../errors.ts";
import { KeptOpenFiles } from "./kept-open-files.ts";

describe("KeptOpenFiles", () => {
  let directory = "";
  let path = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "kept-open-"));
    path = join(directory, "file");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  test("shows a file as it is now", () => {
    using files = new KeptOpenFiles();
    writeFileSync(path, "one");
    expect(files.read(path)).toBe("one");
    writeFileSync(path, "three");
    expect(files.read(path)).toBe("three");
  });

  test("reads a file that is longer than its buffer, and a short one after it", () => {
    using files = new KeptOpenFiles();
    const long = "0123456789".repeat(5000);
    writeFileSync(path, long);
    expect(files.read(path)).toBe(long);
    expect(files.readOnce(path)).toBe(long);
    writeFileSync(path, "short");
    expect(files.read(path)).toBe("short");
  });

  test("has nothing for a file that is missing, then reads it once it is there", () => {
    using files = new KeptOpenFiles();
    expect(files.read(path)).toBeUndefined();
    expect(files.readOnce(path)).toBeUndefined();
    writeFileSync(path, "late");
    expect(files.read(path)).toBe("late");
  });

  test("looks the path up again after it was told to forget it", () => {
    using files = new KeptOpenFiles();
    writeFileSync(path, "old");
    files.read(path);
    unlinkSync(path);
    files.forget(path);
    files.forget(path);
    expect(files.read(path)).toBeUndefined();
  });

  test("has nothing for a folder", () => {
    using files = new KeptOpenFiles();
    expect(files.read(directory)).toBeUndefined();
  });

  test("refuses to read after it was disposed of, however often that was", () => {
    const files = new KeptOpenFiles();
    files[Symbol.dispose]();
    files[Symbol.dispose]();
    expect(() => files.read(path)).toThrow(InvariantError);
  });
});
