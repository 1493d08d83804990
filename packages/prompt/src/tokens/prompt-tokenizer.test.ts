import fc from "fast-check";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { PromptModelError } from "../errors.ts";
import { shippedPromptModelPath } from "../shipped-models.ts";
import { clipBpe } from "../testing/clip-bpe.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { readTokenizer, type PromptTokenizer } from "./prompt-tokenizer.ts";

const folder = join(shippedPromptModelPath("tiny-clip"), "tokenizer");

interface Files {
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly string[];
}

async function readFiles(): Promise<Files> {
  const vocab = JSON.parse(await readFile(join(folder, "vocab.json"), "utf8")) as Files["vocab"];
  const lines = (await readFile(join(folder, "merges.txt"), "utf8")).split("\n");
  return { vocab, merges: lines.filter((line) => line !== "" && !line.startsWith("#")) };
}

const words = fc.constantFrom(
  "cat",
  "Masterpiece",
  "CINEMATIC",
  "photograph",
  "it's",
  "we'll",
  "I'M",
  "naïve",
  "Ångström",
  "e\u0301te\u0301",
  "İstanbul",
  "ΑΣ",
  "straße",
  "дракон",
  "кот",
  "猫",
  "東京タワー",
  "고양이",
  "ไทย",
  "قطة",
  "हिन्दी",
  "🐈",
  "👩‍👩‍👧",
  "🇫🇷",
  "½",
  "2024",
  "3.5mm",
  "a,b",
  "...",
  "?!",
  "(",
  "</w>",
  "_x_",
  "\u00a0",
  "\u200b",
  "\u3000",
  "\n",
  "\t",
  "  ",
  "#version",
  "ﬁ",
  "x²",
);
const strings = fc.oneof(
  fc
    .array(fc.oneof(words, fc.string({ unit: "grapheme", maxLength: 8 })), { maxLength: 12 })
    .map((list) => list.join(" ")),
  fc.array(words, { maxLength: 12 }).map((list) => list.join("")),
  fc.string({ unit: "binary", maxLength: 30 }),
);

describe("readTokenizer", () => {
  let tokenizer: PromptTokenizer;
  let files: Files;
  beforeAll(async () => {
    tokenizer = await readTokenizer(folder);
    files = await readFiles();
  });

  test("gives the ids of CLIP's published definition, for accents, emoji and mixed scripts", () => {
    fc.assert(
      fc.property(strings, (text) => {
        // The names of special tokens stand for these tokens, as in the reference tokenizers.
        fc.pre(!text.includes("<|"));
        expect(tokenizer.encode(text)).toEqual(clipBpe(text, files.vocab, files.merges));
      }),
      { numRuns: 3000 },
    );
  });

  test("knows start, end and padding", () => {
    expect(tokenizer.start).toBe(files.vocab["<|startoftext|>"]);
    expect(tokenizer.end).toBe(files.vocab["<|endoftext|>"]);
    expect(tokenizer.padding).toBe(tokenizer.end);
    expect(tokenizer.size).toBe(Object.keys(files.vocab).length);
    expect(tokenizer.tokenText(files.vocab["cat</w>"]!)).toBe("cat</w>");
  });

  test("takes the padding that the folder states", async () => {
    const second = await readTokenizer(join(shippedPromptModelPath("tiny-sdxl"), "tokenizer_2"));
    expect(second.padding).toBe(files.vocab["!"]);
  });

  test("prefers tokenizer.json where there is one", async () => {
    const path = join(await temporaryFolder(), "tokenizer");
    await cp(folder, path, { recursive: true });
    await writeFile(join(path, "tokenizer.json"), "{}");
    await expect(readTokenizer(path)).rejects.toThrow("its tokenizer cannot be used");
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["without files", {}, "no tokenizer"],
    ["with a vocabulary only", { "vocab.json": "{}" }, "no tokenizer"],
    ["with a vocabulary that is no JSON", { "vocab.json": "{", "merges.txt": "" }, "it is no JSON"],
    [
      "with ids that are no numbers",
      { "vocab.json": '{"a":"b"}', "merges.txt": "" },
      "is no number",
    ],
    [
      "whose vocabulary lacks its end",
      { "vocab.json": '{"a":1}', "merges.txt": "" },
      "lacks its own token",
    ],
  ])("refuses a folder %s", async (_, contents, problem) => {
    const path = join(await temporaryFolder(), "tokenizer");
    await mkdir(path);
    for (const [name, text] of Object.entries(contents)) await writeFile(join(path, name), text);
    const reading = readTokenizer(path);
    await expect(reading).rejects.toThrow(problem);
    await expect(reading).rejects.toBeInstanceOf(PromptModelError);
  });
});
