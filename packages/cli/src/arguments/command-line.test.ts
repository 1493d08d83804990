import { expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

test.each([
  [{}, "spillway image a.png"],
  [
    { processors: ["canny;lower=5", "flip"] },
    "spillway image a.png --processors 'canny;lower=5' flip",
  ],
  [{ aspect: false, outputOverwrite: true }, "spillway image a.png --no-aspect --output-overwrite"],
  [
    { budget: ["host=1GB", "cuda:0=2GB"] },
    "spillway image a.png --budget host=1GB --budget cuda:0=2GB",
  ],
  [{ memory: "5MB", device: "cuda:0" }, "spillway image a.png --device cuda:0 --memory 5MB"],
  [{ output: ["it's.png"] }, String.raw`spillway image a.png --output 'it'\''s.png'`],
] as const)("commandLine with %j", (options, expected) => {
  expect(commandLine("image", ["a.png"], { aspect: true, device: "host", ...options })).toBe(
    expected,
  );
});
