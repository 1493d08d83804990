import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeTinyModel } from "../scripts/make-tiny-encoder.mjs";
import { shippedPromptModelPath } from "../src/shipped-models.ts";
import { temporaryFolder } from "../src/testing/temporary-folder.ts";

async function files(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const stats = await Promise.all(names.map((name) => stat(join(folder, name))));
  return names.filter((_, at) => stats[at]?.isFile());
}

test.each([
  ["tiny-clip", "sd"],
  ["tiny-sdxl", "sdxl"],
] as const)("%s is what its script makes, byte for byte", async (name, family) => {
  const made = join(await temporaryFolder(), name);
  writeTinyModel(made, family);
  const shipped = shippedPromptModelPath(name);
  expect(await files(shipped)).toEqual(await files(made));
  for (const file of await files(shipped)) {
    const [a, b] = [await readFile(join(shipped, file)), await readFile(join(made, file))];
    expect(a.equals(b), file).toBe(true);
  }
});

test("the models that ship weigh less than a megabyte together", async () => {
  const folders = [shippedPromptModelPath("tiny-clip"), shippedPromptModelPath("tiny-sdxl")];
  const names = await Promise.all(
    folders.map(async (folder) => (await files(folder)).map((name) => join(folder, name))),
  );
  const sizes = await Promise.all(names.flat().map(async (name) => (await stat(name)).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
});
