import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { writeAtomically, writeToFreeName } from "./atomic-write.ts";

const hardLinks = vi.hoisted(() => ({ refused: false }));

vi.mock(import("node:fs/promises"), async (original) => {
  const real = await original();
  const refusal = Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  const link: typeof real.link = (from, to) =>
    hardLinks.refused ? Promise.reject(refusal) : real.link(from, to);
  return { ...real, link };
});

let root: string;
beforeEach(() => {
  hardLinks.refused = false;
  root = mkdtempSync(join(tmpdir(), "spillway-write-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string): string => join(root, name);
const textOf = (name: string): string => readFileSync(at(name), "utf8");
const isLink = (name: string): boolean => lstatSync(at(name)).isSymbolicLink();
const isWindows = process.platform === "win32";

describe("writeAtomically", () => {
  test("replaces a file, makes its folder, and leaves nothing beside it", async () => {
    for (const text of ["one", "two"]) await writeAtomically(at("new/a.txt"), text);
    expect(textOf("new/a.txt")).toBe("two");
    expect(readdirSync(at("new"))).toEqual(["a.txt"]);
  });

  test.skipIf(isWindows)("writes what a link points to, and leaves the link", async () => {
    mkdirSync(at("far"));
    writeFileSync(at("far/a.txt"), "old");
    symlinkSync(join("far", "a.txt"), at("near"));
    symlinkSync("near", at("nearer"));
    await writeAtomically(at("nearer"), "new");
    expect(textOf("far/a.txt")).toBe("new");
    expect([isLink("near"), isLink("nearer")]).toEqual([true, true]);
    expect(readdirSync(root).sort()).toEqual(["far", "near", "nearer"]);
  });

  test.skipIf(isWindows)("makes the file that links lead to", async () => {
    mkdirSync(at("far"));
    symlinkSync("a.txt", at("far/link"));
    symlinkSync(join("far", "link"), at("near"));
    await writeAtomically(at("near"), "new");
    expect(textOf("far/a.txt")).toBe("new");
    expect([isLink("near"), isLink("far/link")]).toEqual([true, true]);
  });

  test.skipIf(isWindows)("refuses links that run in a circle", async () => {
    symlinkSync("b", at("a"));
    symlinkSync("a", at("b"));
    await expect(writeAtomically(at("a"), "new")).rejects.toMatchObject({
      code: "ERR_OUTPUT",
      message: expect.stringContaining("ELOOP") as string,
    });
    expect(isLink("a")).toBe(true);
  });

  test.skipIf(isWindows)("writes into a pipe, which stays one", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    symlinkSync("pipe", at("link"));
    for (const name of ["pipe", "link"]) {
      const [read] = await Promise.all([
        readFile(at("pipe"), "utf8"),
        writeAtomically(at(name), `through ${name}`),
      ]);
      expect(read).toBe(`through ${name}`);
    }
    expect(lstatSync(at("pipe")).isFIFO()).toBe(true);
    expect(isLink("link")).toBe(true);
  });

  test("refuses a folder, and a place below a file", async () => {
    writeFileSync(at("file"), "");
    for (const path of [root, at("file/below")]) {
      await expect(writeAtomically(path, "")).rejects.toMatchObject({ code: "ERR_OUTPUT" });
    }
    expect(readdirSync(root)).toEqual(["file"]);
  });
});

describe("writeToFreeName", () => {
  test.each([false, true])(
    "keeps what all writers made at once (no links: %s)",
    async (refused) => {
      hardLinks.refused = refused;
      const texts = Array.from({ length: 8 }, (_, i) => `text ${i}`);
      const names = await Promise.all(texts.map((text) => writeToFreeName(at("new/a.txt"), text)));
      const expected = ["a.txt", ...[1, 2, 3, 4, 5, 6, 7].map((n) => `a_duplicate_${n}.txt`)];
      expect(readdirSync(at("new")).sort()).toEqual(expected.sort());
      expect(names.map((name) => readFileSync(name, "utf8"))).toEqual(texts);
    },
  );

  test.skipIf(isWindows)("leaves a link that leads nowhere as it is", async () => {
    symlinkSync("nowhere", at("a.txt"));
    expect(await writeToFreeName(at("a.txt"), "new", { suffix: "_" })).toBe(at("a_1.txt"));
    expect(existsSync(at("nowhere"))).toBe(false);
  });

  test("writes nothing after an abort", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(writeToFreeName(at("a.txt"), "new", { signal })).rejects.toThrow("enough");
    expect(readdirSync(root)).toEqual([]);
  });
});
