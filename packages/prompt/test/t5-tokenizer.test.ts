import fc from "fast-check";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelMaker } from "../src/testing/weigh.ts";
import { readTokenizer } from "../src/tokens/prompt-tokenizer.ts";

interface Unigrams {
  readonly model: { readonly vocab: readonly (readonly [string, number])[] };
}

const model = modelMaker();

/** The best score of any way to spell a word, by trying all; characters that no piece spells cost 10 more than the worst piece. */
function bestScore(word: string, scores: ReadonlyMap<string, number>, unknown: number): number {
  const best = [0];
  for (let end = 1; end <= word.length; end++) {
    const ways = Array.from({ length: end }, (_, start) => {
      const piece = word.slice(start, end);
      const score = scores.get(piece) ?? (end - start === 1 ? unknown : -Infinity);
      return (best[start] ?? -Infinity) + score;
    });
    best.push(Math.max(...ways));
  }
  return best.at(-1) ?? 0;
}

test("T5's tokens spell each word, in the best way that its vocabulary has", async () => {
  const folder = join(model("flux", "flux"), "tokenizer_2");
  const { encode, tokenText, start, end } = await readTokenizer(folder);
  const { model: unigrams } = JSON.parse(
    await readFile(join(folder, "tokenizer.json"), "utf8"),
  ) as Unigrams;
  const scores = new Map(unigrams.vocab.filter(([piece]) => !piece.startsWith("<")));
  const lowest = Math.min(...unigrams.vocab.map(([, score]) => score));
  const words = fc.constantFrom(
    "cat",
    "cats",
    "forest",
    "a",
    "in",
    "king",
    "kingdom",
    "x2",
    "well-known",
    "rain,",
    "zzz",
  );
  expect([start, end]).toEqual([undefined, 1]);
  fc.assert(
    fc.property(fc.array(words, { maxLength: 8 }), (list) => {
      const pieces = encode(list.join("  ")).map(tokenText);
      expect(pieces.join("")).toBe(list.map((word) => `▁${word}`).join(""));
      const score = pieces.reduce((sum, piece) => sum + (scores.get(piece) ?? NaN), 0);
      const best = list.reduce((sum, word) => sum + bestScore(`▁${word}`, scores, lowest - 10), 0);
      expect(score).toBeCloseTo(best, 9);
    }),
  );
});
