import { Governor } from "@spillway/core";
import fc from "fast-check";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeTinyModel } from "../scripts/make-tiny-encoder.mjs";
import { readTokenizer } from "../src/tokens/prompt-tokenizer.ts";
import { weighPrompt } from "../src/weigh-prompt.ts";
import type { PromptEmbeddings, WeighResult } from "../src/weighter.ts";
import {
  compelByDefinition,
  padAll,
  pooledOf,
  rawBlock,
  relativeError,
  sdEmbedBlocks,
  sdEmbedRows,
  wholeBlock,
  type Rows,
  type Subject,
} from "../src/testing/definition.ts";
import { fakeHolder } from "../src/testing/fake-holder.ts";
import { temporaryFolder } from "../src/testing/temporary-folder.ts";
import { compelPrompt, sdwuiPrompt } from "../src/testing/written-prompt.ts";

const LIMIT = 1e-5;

let folder = "";
beforeAll(async () => {
  folder = await temporaryFolder();
  writeTinyModel(join(folder, "sd"), "sd");
  writeTinyModel(join(folder, "sd-mask"), "sd", { attentionMask: true });
  writeTinyModel(join(folder, "sdxl"), "sdxl", { attentionMask: true });
  writeTinyModel(join(folder, "sd3"), "sd3");
  writeTinyModel(join(folder, "flux"), "flux");
});

async function subject(
  family: string,
  number: 1 | 2 | 3,
  output: string,
  width: number,
): Promise<Subject> {
  const suffix = number === 1 ? "" : `_${number}`;
  const tokenizer = await readTokenizer(join(folder, family, `tokenizer${suffix}`));
  return {
    tokenize: tokenizer.encode,
    start: tokenizer.start,
    end: tokenizer.end,
    padding: tokenizer.padding,
    output: `text_encoder${suffix}/${output}`,
    width,
  };
}

interface Job {
  readonly family: string;
  readonly weighter: string;
  readonly prompt: string;
  readonly negative?: string;
  readonly second?: string;
  readonly secondNegative?: string;
}

async function weigh({ family, ...job }: Job): Promise<WeighResult> {
  await using governor = new Governor();
  return await weighPrompt({ model: join(folder, family), governor, holder: fakeHolder(), ...job });
}

function both({
  promptEmbeds,
  negativePromptEmbeds,
}: PromptEmbeddings): readonly [Float32Array, Float32Array] {
  return [promptEmbeds.values, negativePromptEmbeds!.values];
}

function expectClose(actual: readonly Float32Array[], expected: readonly Rows[]): void {
  expected.forEach((rows, at) => expect(relativeError(actual[at]!, rows)).toBeLessThan(LIMIT));
}

function sideBySide(left: Rows, right: Rows): Rows {
  return left.map((row, place) => [...row, ...right[place]!]);
}

describe("compel", () => {
  test.each([
    ["sd", "remove"],
    ["sd-mask", "mask"],
  ] as const)("agrees with its definition on %s, which has to %s", async (family, mode) => {
    const clip = await subject(family, 1, "last_hidden_state", 32);
    await fc.assert(
      fc.asyncProperty(compelPrompt, compelPrompt, async (prompt, negative) => {
        const made = await weigh({
          family,
          weighter: "compel",
          prompt: prompt.text,
          negative: negative.text,
        });
        const fields = [prompt, negative].map(({ meant }) => compelByDefinition(meant, clip, mode));
        const length = Math.max(...fields.map((field) => field.length));
        expectClose(both(made.embeddings), padAll(fields, clip, length));
      }),
      { numRuns: 30 },
    );
  });

  test("agrees with its definition on SDXL with two prompts, pooled vectors included", async () => {
    const one = await subject("sdxl", 1, "hidden_states.1", 32);
    const two = await subject("sdxl", 2, "hidden_states.1", 48);
    await fc.assert(
      fc.asyncProperty(compelPrompt, compelPrompt, async ({ text, meant }, second) => {
        const job = { family: "sdxl", weighter: "compel", prompt: text, second: second.text };
        const { embeddings } = await weigh({ ...job, negative: "ugly" });
        const ugly = {
          ...meant,
          kind: "and",
          parts: [{ weight: 1, fragments: [{ words: ["ugly"], weight: 1 }] }],
        } as const;
        const first = [meant, ugly].map((each) => compelByDefinition(each, one, "mask"));
        const other = [second.meant, ugly].map((each) => compelByDefinition(each, two, "mask"));
        const length = Math.max(...[...first, ...other].map((field) => field.length));
        const [left, right] = [padAll(first, one, length), padAll(other, two, length)];
        expectClose(
          both(embeddings),
          [0, 1].map((at) => sideBySide(left[at]!, right[at]!)),
        );
        const pooled = pooledOf("text_encoder_2/text_embeds", rawBlock(second.text, two), 40);
        expect([...embeddings.pooledPromptEmbeds!]).toEqual(pooled);
        expect([...embeddings.negativePooledPromptEmbeds!]).toEqual(
          pooledOf("text_encoder_2/text_embeds", rawBlock("ugly", two), 40),
        );
      }),
      { numRuns: 15 },
    );
  });

  test("reads AUTOMATIC1111's syntax with the same formulas", async () => {
    const clip = await subject("sd-mask", 1, "last_hidden_state", 32);
    await fc.assert(
      fc.asyncProperty(sdwuiPrompt, async ({ text, meant }) => {
        const made = await weigh({
          family: "sd-mask",
          weighter: "compel;syntax=sdwui",
          prompt: text,
        });
        expect(
          relativeError(
            made.embeddings.promptEmbeds.values,
            compelByDefinition(meant, clip, "mask"),
          ),
        ).toBeLessThan(LIMIT);
      }),
      { numRuns: 30 },
    );
  });
});

describe("sd-embed", () => {
  test("agrees with its definition on SD, whose last block is not filled", async () => {
    const clip = await subject("sd", 1, "last_hidden_state", 32);
    await fc.assert(
      fc.asyncProperty(sdwuiPrompt, sdwuiPrompt, async (prompt, negative) => {
        const made = await weigh({
          family: "sd",
          weighter: "sd-embed",
          prompt: prompt.text,
          negative: negative.text,
        });
        const blocks = sdEmbedBlocks(
          [prompt, negative].map(({ meant }) => ({ meant, subject: clip })),
          false,
        );
        expectClose(
          both(made.embeddings),
          blocks.map((each) => sdEmbedRows(each, clip, "scale")),
        );
      }),
      { numRuns: 30 },
    );
  });

  test.each(["one prompt", "two prompts"])(
    "agrees with its definition on SDXL with %s",
    async (count) => {
      const one = await subject("sdxl", 1, "hidden_states.1", 32);
      const two = await subject("sdxl", 2, "hidden_states.1", 48);
      const single = count === "one prompt";
      await fc.assert(
        fc.asyncProperty(sdwuiPrompt, sdwuiPrompt, sdwuiPrompt, async (prompt, negative, other) => {
          const second = single ? undefined : other;
          const { embeddings } = await weigh({
            family: "sdxl",
            weighter: "sd-embed",
            prompt: prompt.text,
            negative: negative.text,
            ...(second && { second: second.text }),
          });
          const texts = [prompt, negative, second ?? prompt, negative];
          const blocks = sdEmbedBlocks(
            texts.map(({ meant }, at) => ({ meant, subject: at < 2 ? one : two })),
            true,
          );
          const fields = [0, 1].map((at) =>
            sideBySide(
              sdEmbedRows(blocks[at]!, one, single ? "scale" : "fromLast"),
              sdEmbedRows(blocks[at + 2]!, two, single ? "scale" : "none"),
            ),
          );
          expectClose(both(embeddings), fields);
          const last = blocks[2]!.at(-1)!.ids;
          expect([...embeddings.pooledPromptEmbeds!]).toEqual(
            pooledOf("text_encoder_2/text_embeds", last, 40),
          );
        }),
        { numRuns: 15 },
      );
    },
  );

  test("agrees with its definition on Stable Diffusion 3", async () => {
    const one = await subject("sd3", 1, "hidden_states.1", 32);
    const two = await subject("sd3", 2, "hidden_states.1", 48);
    const three = await subject("sd3", 3, "last_hidden_state", 80);
    await fc.assert(
      fc.asyncProperty(sdwuiPrompt, sdwuiPrompt, async (prompt, negative) => {
        const { embeddings } = await weigh({
          family: "sd3",
          weighter: "sd-embed",
          prompt: prompt.text,
          negative: negative.text,
        });
        const texts = [prompt, negative].map(({ meant }) => meant);
        const [left, right] = [one, two].map((each) =>
          sdEmbedBlocks(
            texts.map((meant) => ({ meant, subject: each })),
            true,
          ),
        );
        const length = Math.max(...texts.map((meant) => wholeBlock(meant, three).ids.length));
        const fields = texts.map((meant, at) => [
          ...sideBySide(
            sdEmbedRows(left![at]!, one, "scale"),
            sdEmbedRows(right![at]!, two, "scale"),
          ),
          ...sdEmbedRows([wholeBlock(meant, three, length)], three, "scale"),
        ]);
        expectClose(both(embeddings), fields);
        const pooled = [
          ...pooledOf("text_encoder/text_embeds", left![0]!.at(-1)!.ids, 24),
          ...pooledOf("text_encoder_2/text_embeds", right![0]!.at(-1)!.ids, 40),
        ];
        expect([...embeddings.pooledPromptEmbeds!]).toEqual(pooled);
      }),
      { numRuns: 12 },
    );
  });

  test("agrees with its definition on Flux, whose pooled vector is the mean over blocks", async () => {
    const clip = await subject("flux", 1, "last_hidden_state", 32);
    const t5 = await subject("flux", 2, "last_hidden_state", 80);
    await fc.assert(
      fc.asyncProperty(sdwuiPrompt, async ({ text, meant }) => {
        const { embeddings } = await weigh({ family: "flux", weighter: "sd-embed", prompt: text });
        expect(embeddings.negativePromptEmbeds).toBeUndefined();
        expect(
          relativeError(
            embeddings.promptEmbeds.values,
            sdEmbedRows([wholeBlock(meant, t5)], t5, "scale"),
          ),
        ).toBeLessThan(LIMIT);
        const [blocks] = sdEmbedBlocks([{ meant, subject: clip }], true);
        const vectors = blocks!.map(({ ids }) => pooledOf("text_encoder/pooler_output", ids, 32));
        const mean = vectors[0]!.map(
          (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length,
        );
        expect(relativeError(embeddings.pooledPromptEmbeds!, [mean])).toBeLessThan(LIMIT);
      }),
      { numRuns: 15 },
    );
  });
});
