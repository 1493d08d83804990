import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fakeHolder } from "../src/testing/fake-holder.ts";
import { blockOf, encoderOutput, modelMaker, shipped, weigh } from "../src/testing/weigh.ts";

const model = modelMaker();

describe("bad input", () => {
  test.each(["", "   \n", "()", '""', "(())+"])(
    "weighs %j as the empty prompt with compel",
    async (prompt) => {
      const own = await encoderOutput(await blockOf(""), "last_hidden_state");
      expect((await weigh({ prompt, weighter: "compel" })).embeddings.promptEmbeds.values).toEqual(
        own,
      );
    },
  );

  test.each(["", "  ", "()", "[( )]"])(
    "weighs %j as the word `empty` with sd-embed, and says so",
    async (prompt) => {
      const weighter = "sd-embed";
      const [made, word] = [
        await weigh({ prompt, weighter, negative: "a" }),
        await weigh({ prompt: "empty", weighter, negative: "a" }),
      ];
      expect(made.embeddings.promptEmbeds.values).toEqual(word.embeddings.promptEmbeds.values);
      expect(made.notes).toContain('the prompt has no words, so the word "empty" stands in for it');
    },
  );

  test("refuses weights that leave the range of float32, with their place", async () => {
    const prompt = `a (cat)${"9".repeat(60)} dog`;
    await expect(weigh({ prompt })).rejects.toMatchObject({
      code: "ERR_PROMPT_WEIGHT",
      span: { start: 3, end: 6 },
    });
    await expect(weigh({ prompt, weighter: "sd-embed" })).resolves.toBeDefined();
    await expect(
      weigh({ prompt: `a (cat:${"9".repeat(60)})`, weighter: "sd-embed" }),
    ).rejects.toMatchObject({ code: "ERR_PROMPT_WEIGHT" });
  });

  test("takes a prompt of 100,000 characters", async () => {
    const prompt = "a (cat)0.9, in the [forest] ".repeat(3600).slice(0, 100_000);
    const masked = model("mask-long", "sd", { attentionMask: true });
    for (const weighter of ["sd-embed", "compel"]) {
      const job = { prompt, model: masked, holder: fakeHolder(), weighter };
      expect((await weigh(job)).embeddings.promptEmbeds.tokens).toBeGreaterThan(20_000);
    }
  });

  test("refuses to leave thousands of words out one by one", async () => {
    const prompt = "a (cat)0.9, in the [forest] ".repeat(3600);
    await expect(weigh({ prompt })).rejects.toMatchObject({ code: "ERR_PROMPT_WEIGHTER" });
  });

  test("weighs negative weights as they are written", async () => {
    const [one, other] = [
      await weigh({ prompt: "a (cat).attend(-1)" }),
      await weigh({ prompt: "a (cat:-1)", weighter: "compel;syntax=sdwui" }),
    ];
    expect(one.embeddings).toEqual(other.embeddings);
  });

  test("reports what a prompt's syntax makes of brackets that are not balanced", async () => {
    const { warnings } = await weigh({ prompt: "a (cat", negative: "C++" });
    expect(
      warnings.map(({ role, diagnostics }) => [role, diagnostics.map(({ code }) => code)]),
    ).toEqual([
      ["prompt", ["unbalanced"]],
      ["negative", ["name-with-signs"]],
    ]);
  });

  test.each<[string, () => Promise<string>, string, string]>([
    ["a folder that is none", () => Promise.resolve("/nowhere"), "compel", "no model_index.json"],
    ["a folder without a tokenizer", () => without("tokenizer"), "compel", "no tokenizer"],
    ["a folder without a text encoder", () => without("text_encoder"), "compel", "no such folder"],
    [
      "a text encoder without its model",
      () => without("text_encoder/model.onnx"),
      "compel",
      "no model.onnx",
    ],
    [
      "a text encoder without its configuration",
      () => without("text_encoder/config.json"),
      "compel",
      "no config.json",
    ],
    [
      "another family's pipeline",
      () => broken("model_index.json", '{"_class_name":"KandinskyPipeline"}'),
      "compel",
      "of no family",
    ],
    [
      "another family's encoder",
      () =>
        broken(
          "text_encoder/config.json",
          '{"architectures":["T5EncoderModel"],"d_model":4,"vocab_size":9999}',
        ),
      "compel",
      "an encoder of the kind t5",
    ],
    [
      "an encoder of no family",
      () => broken("text_encoder/config.json", '{"architectures":["BertModel"]}'),
      "compel",
      "no text encoder that is known",
    ],
    [
      "an embedding size that does not match",
      () => edited({ hidden_size: 64 }),
      "compel",
      "is 32, and 64 was expected",
    ],
    [
      "a vocabulary that does not match",
      () => edited({ vocab_size: 100 }),
      "compel",
      "knows 100 tokens",
    ],
    [
      "a weighter without rules for the family",
      () => Promise.resolve(model("flux-compel", "flux")),
      "compel",
      "no rules for flux",
    ],
    ["an unknown weighter", () => Promise.resolve(shipped), "compl", "compel"],
  ])("refuses %s", async (_, path, weighter, problem) => {
    await expect(weigh({ model: await path(), weighter, prompt: "a" })).rejects.toThrow(problem);
  });

  test("refuses to skip layers of an export without hidden states, and more layers than there are", async () => {
    const bare = model("bare", "sd", { hiddenStates: false });
    await expect(weigh({ model: bare, prompt: "a", clipSkip: 1 })).rejects.toThrow(
      "output_hidden_states=True",
    );
    await expect(weigh({ prompt: "a", clipSkip: 3 })).rejects.toThrow(
      "3 layers are to be skipped and it has 2",
    );
    const unusable = { code: "ERR_INVALID_ARGUMENT" };
    for (const clipSkip of [-1, 0.5, NaN]) {
      await expect(weigh({ prompt: "a", clipSkip })).rejects.toMatchObject(unusable);
    }
    await expect(
      weigh({ model: model("bare-sdxl", "sdxl", { hiddenStates: false }), prompt: "a" }),
    ).rejects.toThrow("hidden_states");
  });
});

let copies = 0;

async function without(part: string): Promise<string> {
  const path = model(`copy-${copies++}`, "sd");
  await rm(join(path, part), { recursive: true });
  return path;
}

async function broken(part: string, text: string): Promise<string> {
  const path = model(`copy-${copies++}`, "sd");
  await writeFile(join(path, part), text);
  return path;
}

function edited(change: Readonly<Record<string, unknown>>): Promise<string> {
  const config = {
    architectures: ["CLIPTextModel"],
    hidden_size: 32,
    vocab_size: 5000,
    max_position_embeddings: 77,
  };
  return broken("text_encoder/config.json", JSON.stringify({ ...config, ...change }));
}
