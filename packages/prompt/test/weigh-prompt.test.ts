import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeTinyProjector } from "../scripts/make-tiny-encoder.mjs";
import { readEmbeddings, writeEmbeddings } from "../src/embedding-file.ts";
import { shippedPromptModelPath } from "../src/shipped-models.ts";
import { fakeHolder } from "../src/testing/fake-holder.ts";
import { temporaryFolder } from "../src/testing/temporary-folder.ts";
import {
  blockOf,
  encoderOutput,
  largestDifference,
  modelMaker,
  weigh,
} from "../src/testing/weigh.ts";

const model = modelMaker();
const LONG = Array.from({ length: 120 }, (_, i) => (i % 9 === 8 ? "cat," : "forest")).join(" ");

describe("weighPrompt", () => {
  test.each([
    "a cat in the forest",
    "(a cat)1 in (the forest)1.0",
    '("a cat in the forest").and(1)',
    '("a cat in the forest").blend(1)',
  ])("gives the encoder's own output bit for bit where all weights are 1: %s", async (prompt) => {
    const { embeddings } = await weigh({ prompt });
    const own = await encoderOutput(await blockOf("a cat in the forest"), "last_hidden_state");
    expect(embeddings.promptEmbeds).toEqual({ tokens: 77, width: 32, values: own });
  });

  test("gives the same bits as ever when run again", async () => {
    const job = { prompt: "(a cat)0.5 dog++", negative: LONG };
    expect((await weigh(job)).embeddings).toEqual((await weigh(job)).embeddings);
  });

  test("runs the encoder once for each distinct block, together where the batch is free", async () => {
    const holder = fakeHolder();
    const { runs } = await weigh({
      holder,
      prompt: '("cat", "cat", "dog").and()',
      negative: "dog",
    });
    expect(runs).toBe(1);
    // The empty prompt, `cat` and `dog`.
    expect(holder.counts).toMatchObject({ runs: 1, blocks: 3, largestBatch: 3 });
  });

  test("runs one block at a time where the export fixes the batch, with the same result", async () => {
    const fixed = model("fixed-batch", "sd", { batch: 1, sequence: 77, idsType: "int32" });
    const job = { prompt: "(cat)1.5 dog", negative: "red" };
    const [one, many] = [await weigh({ ...job, model: fixed }), await weigh(job)];
    expect([one.runs, many.runs]).toEqual([3, 1]);
    expect(
      largestDifference(one.embeddings.promptEmbeds.values, many.embeddings.promptEmbeds.values),
    ).toBeLessThan(1e-5);
  });

  test("fills up a batch that the export fixes at several", async () => {
    const fixed = model("batch-of-2", "sd", { batch: 2 });
    const job = { prompt: "(cat)1.5 dog", negative: "red" };
    const made = await weigh({ ...job, model: fixed });
    expect(made.runs).toBe(2);
    const free = await weigh(job);
    expect(
      largestDifference(made.embeddings.promptEmbeds.values, free.embeddings.promptEmbeds.values),
    ).toBeLessThan(1e-5);
  });

  test("reads float16 exports and external data", async () => {
    const half = await weigh({
      prompt: "cat++",
      model: model("half", "sd", { outputType: "float16" }),
    });
    const apart = await weigh({
      prompt: "cat++",
      model: model("external", "sd", { externalFrom: 1024 }),
    });
    const { values } = (await weigh({ prompt: "cat++" })).embeddings.promptEmbeds;
    expect(largestDifference(half.embeddings.promptEmbeds.values, values)).toBeLessThan(5e-3);
    expect(apart.embeddings.promptEmbeds.values).toEqual(values);
  });

  test("hides down-weighted words behind a mask where there is one, and else leaves them out and says so", async () => {
    const masked = await weigh({
      prompt: "a (cat)0.4 dog",
      model: model("mask", "sd", { attentionMask: true }),
    });
    const removed = await weigh({ prompt: "a (cat)0.4 dog" });
    expect(masked.notes).toEqual([]);
    expect(removed.notes).toEqual([
      "text_encoder takes no attention mask, so 1 down-weighted part was left out instead of hidden",
    ]);
    expect(
      largestDifference(
        masked.embeddings.promptEmbeds.values,
        removed.embeddings.promptEmbeds.values,
      ),
    ).toBeGreaterThan(0.01);
  });

  test("pads the shorter of positive and negative with the empty prompt's embedding", async () => {
    const { embeddings } = await weigh({ prompt: LONG, negative: "cat" });
    const empty = (await weigh({ prompt: "" })).embeddings.promptEmbeds.values;
    expect(embeddings.promptEmbeds.tokens).toBe(154);
    expect(embeddings.negativePromptEmbeds!.tokens).toBe(154);
    const padding = embeddings.negativePromptEmbeds!.values.subarray(77 * 32);
    expect(largestDifference(padding, empty)).toBeLessThan(1e-5);
  });

  test("skips layers through the hidden states, with the export's own final layer norm", async () => {
    // The state before the norm, normed, is the last hidden state: skipping nothing through the longer way.
    const skipped = await weigh({ prompt: "a cat", clipSkip: 1 });
    const { values: plain } = (await weigh({ prompt: "a cat" })).embeddings.promptEmbeds;
    const ids = await blockOf("a cat");
    const [before, last, first] = [
      await encoderOutput(ids, "hidden_states.2"),
      await encoderOutput(ids, "last_hidden_state"),
      await encoderOutput(ids, "hidden_states.1"),
    ];
    const norm = fitByHand(before, last, 32);
    expect(largestDifference(skipped.embeddings.promptEmbeds.values, norm(first))).toBeLessThan(
      1e-4,
    );
    expect(largestDifference(skipped.embeddings.promptEmbeds.values, plain)).toBeGreaterThan(0.1);
  });

  test("joins both encoders of SDXL, and takes the pooled vector of the second", async () => {
    const { embeddings } = await weigh({
      model: shippedPromptModelPath("tiny-sdxl"),
      prompt: "a cat+",
    });
    expect(embeddings.promptEmbeds).toMatchObject({ tokens: 77, width: 80 });
    expect(embeddings.pooledPromptEmbeds).toHaveLength(40);
    const refiner = await weigh({
      model: model("refiner", "sdxl", {}, [1]),
      prompt: "a cat+",
      second: "dog",
    });
    expect(refiner.embeddings.promptEmbeds).toMatchObject({ tokens: 77, width: 48 });
    expect(refiner.notes.join()).toContain("second prompts were not used");
  });

  test("stands zeros in for a missing T5 in Stable Diffusion 3, and says so", async () => {
    const { embeddings, notes } = await weigh({
      model: model("sd3-no-t5", "sd3", {}, [0, 1]),
      weighter: "sd-embed",
      prompt: "a (cat:1.4)",
    });
    expect(embeddings.promptEmbeds).toMatchObject({ tokens: 154, width: 80 });
    expect(embeddings.promptEmbeds.values.subarray(77 * 80).every((value) => value === 0)).toBe(
      true,
    );
    expect(notes).toContain(
      "the folder has no text_encoder_3, so zeros stand in for what T5 would say",
    );
  });

  test("adds a language model's words behind CLIP's with llm4gen", async () => {
    const own = join(await temporaryFolder(), "rankgen");
    writeTinyProjector(own);
    const weighter = `llm4gen;encoder="${own}"`;
    const plain = await weigh({ weighter, prompt: "a (cat)" });
    const clip = await encoderOutput(await blockOf("a (cat)"), "last_hidden_state");
    expect(plain.embeddings.promptEmbeds.width).toBe(32);
    expect(plain.embeddings.promptEmbeds.tokens).toBeGreaterThan(77);
    expect(
      largestDifference(plain.embeddings.promptEmbeds.values.slice(0, 77 * 32), clip),
    ).toBeLessThan(1e-5);
    const inner = await weigh({
      weighter: `${weighter};weighter="compel;syntax=sdwui"`,
      prompt: "a (cat)",
    });
    const compel = await weigh({ weighter: "compel;syntax=sdwui", prompt: "a (cat)" });
    expect(inner.embeddings.promptEmbeds.values.slice(0, 77 * 32)).toEqual(
      compel.embeddings.promptEmbeds.values,
    );
    const second = await weigh({ weighter, prompt: "a cat", second: "a dog" });
    expect(second.embeddings.promptEmbeds.values).not.toEqual(plain.embeddings.promptEmbeds.values);
    await expect(weigh({ weighter, prompt: "a cat", clipSkip: 1 })).rejects.toMatchObject({
      code: "ERR_PROMPT_WEIGHTER",
    });
  });

  test("writes embeddings that read back the same, under the names of diffusers", async () => {
    const { embeddings } = await weigh({
      model: shippedPromptModelPath("tiny-sdxl"),
      prompt: "a cat+",
    });
    expect(readEmbeddings(writeEmbeddings(embeddings))).toEqual(embeddings);
    expect(() => readEmbeddings(writeEmbeddings(embeddings).slice(0, 100))).toThrow(
      "fetch it again",
    );
  });
});

/** Layer norm with scale and shift solved from the first and the last token, feature by feature. */
function fitByHand(
  before: Float32Array,
  after: Float32Array,
  width: number,
): (states: Float32Array) => Float32Array {
  const normal = (states: Float32Array): number[] => {
    const made: number[] = [];
    for (let start = 0; start < states.length; start += width) {
      const vector = Array.from(states.subarray(start, start + width));
      const mean = vector.reduce((a, b) => a + b) / width;
      const root = Math.sqrt(
        vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width + 1e-5,
      );
      made.push(...vector.map((value) => (value - mean) / root));
    }
    return made;
  };
  const x = normal(before);
  const lines = Array.from({ length: width }, (_, i) => {
    const rows = Array.from(
      { length: x.length / width },
      (__, t) => [x[t * width + i]!, after[t * width + i]!] as const,
    );
    const sorted = rows.toSorted((a, b) => a[0] - b[0]);
    const [low, high] = [sorted.at(0)!, sorted.at(-1)!];
    const slope = (high[1] - low[1]) / (high[0] - low[0]);
    return { slope, shift: low[1] - slope * low[0] };
  });
  return (states) =>
    Float32Array.from(
      normal(states),
      (value, k) => value * lines[k % width]!.slope + lines[k % width]!.shift,
    );
}
