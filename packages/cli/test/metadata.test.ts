import { readFileSync } from "node:fs";
import sharp from "sharp";
import { insertChunks, textChunk } from "../../image/src/png-text.ts";
import { expect, test } from "vitest";
import { Folder, spillway } from "./harness.ts";
import { addPictures } from "./pictures.ts";

const PARAMETERS = {
  keyword: "parameters",
  text: "a lighthouse, stormy sea\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, Seed: 7",
};

/** A picture as an image generator writes it. */
function addGenerated(folder: Folder): void {
  addPictures(folder, "plain.png");
  const plain = readFileSync(folder.at("plain.png"));
  folder.write("made.png", insertChunks(plain, [textChunk(PARAMETERS)]));
}

async function commentsOf(path: string) {
  const { comments = [] } = await sharp(path).metadata();
  return comments;
}

test("a generator's `parameters` survive a run, beside a key that says what was done", async () => {
  using folder = new Folder();
  addGenerated(folder);
  const argv = ["image", "made.png", "-p", "canny;lower=50", "flip", "-o", "out.png"];
  expect((await spillway(argv, { cwd: folder.path })).exitCode).toBe(0);
  const ours = { keyword: "spillway", text: "canny;lower=50\nflip" };
  const comments = await commentsOf(folder.at("out.png"));
  expect(comments).toHaveLength(2);
  expect(comments).toEqual(expect.arrayContaining([PARAMETERS, ours]));
});

test.each([
  ["through processors", ["-p", "flip"]],
  ["when only resizing", ["-r", "64"]],
])("--strip-metadata leaves neither, %s", async (_, work) => {
  using folder = new Folder();
  addGenerated(folder);
  const argv = ["image", "made.png", ...work, "-o", "out.png", "--strip-metadata"];
  expect((await spillway(argv, { cwd: folder.path })).exitCode).toBe(0);
  expect(await commentsOf(folder.at("out.png"))).toEqual([]);
});
