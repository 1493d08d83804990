import { InvariantError } from "@spillway/core";
import { EmbeddingSizeError } from "../errors.ts";
import type { EncoderFiles } from "../encoders/prompt-model.ts";
import { openTextEncoder, type TextEncoder } from "../encoders/text-encoder.ts";
import {
  joinFeatures,
  joinTokens,
  padFeatures,
  toEmbedding,
  zeroField,
  type Field,
} from "../maths/embedding.ts";
import { meanVector, scaleFromLast, scaleTokens } from "../maths/sd-embed.ts";
import {
  definePromptWeighter,
  type PromptRole,
  type PromptWeighter,
  type WeighRequest,
  type WeighResult,
  type WeighterContext,
  type WeighterPlugin,
} from "../weighter.ts";
import { both } from "./both.ts";
import { clipChoice } from "./clip-choice.ts";
import { readPromptText, requireFinite, roleName, type PromptReading } from "./prompt-reading.ts";
import { encodeBlocks, encodeWhole, type BlockRule, type EncodedTexts } from "./sd-embed-encode.ts";
import { blockSize, cutPrompt } from "./sd-embed-layout.ts";

export const sdEmbed: WeighterPlugin = definePromptWeighter({
  names: ["sd-embed"],
  help: "Multiplies each token's embedding by its weight.\n\nStable Diffusion 1, 2, XL and 3, and Flux. Prompts are written as for AUTOMATIC1111; BREAK starts a new block.",
  arguments: {},
  create: (_, context): PromptWeighter => ({
    syntax: "sdwui",
    bytes: 0,
    weigh: (request) => new SdEmbed(request, context).weigh(),
  }),
});

/** Stands in for a prompt without words. */
const NOTHING = "empty";

/** Tokens of zeros that stand in for a missing T5 in Stable Diffusion 3, and their width where none is stated. */
const ABSENT_TOKENS = 77;
const JOINT_WIDTH = 4096;

const UNWEIGHTED: BlockRule = (block) => block;

class SdEmbed {
  readonly #request: WeighRequest;
  readonly #context: WeighterContext;
  readonly #done: EncodedTexts[] = [];
  readonly #notes: string[] = [];
  readonly #readings = new Map<PromptRole, PromptReading>();

  constructor(request: WeighRequest, context: WeighterContext) {
    this.#request = request;
    this.#context = context;
  }

  weigh(): Promise<WeighResult> {
    switch (this.#request.model.family) {
      case "sd":
      case "sdxl":
        return this.#weighClip();
      case "sd3":
        return this.#weighThree();
      case "flux":
        return this.#weighFlux();
    }
  }

  async #weighClip(): Promise<WeighResult> {
    const { model, texts } = this.#request;
    const present = model.encoders.filter((files) => files !== undefined);
    const twoPrompts = present.length > 1 && (texts.second ?? texts.secondNegative) !== undefined;
    if (!twoPrompts) this.#noteUnusedSecond();
    const [first, second] = [this.#pair(), twoPrompts ? this.#secondPair() : this.#pair()];
    if (twoPrompts) this.#noteSecondWeights(second);
    const parts: EncodedTexts[] = [];
    for (const [index, files] of present.entries()) {
      const readings = index === 0 ? first : second;
      const rule = !twoPrompts ? scaleTokens : index === 0 ? scaleFromLast : UNWEIGHTED;
      const atLeast = this.#blockCount(present, [...first, ...second]);
      parts.push(
        await this.#clip(files, readings, { rule, atLeast, fillLast: model.family !== "sd" }),
      );
    }
    const [promptEmbeds, negativePromptEmbeds] = both((text) =>
      toEmbedding(this.#sideBySide(parts, text)),
    );
    const [pooledPromptEmbeds, negativePooledPromptEmbeds] = both((text) =>
      model.family === "sdxl" ? parts.at(-1)?.texts[text]?.pooled.at(-1) : undefined,
    );
    return this.#result({
      promptEmbeds,
      negativePromptEmbeds,
      pooledPromptEmbeds,
      negativePooledPromptEmbeds,
    });
  }

  async #weighThree(): Promise<WeighResult> {
    const { encoders, jointWidth } = this.#request.model;
    const [one, two, t5] = encoders;
    const readings = this.#pair();
    this.#noteUnusedSecond();
    const present = [one, two].filter((files) => files !== undefined);
    const parts: EncodedTexts[] = [];
    const atLeast = this.#blockCount(present, readings);
    for (const files of present) {
      parts.push(await this.#clip(files, readings, { rule: scaleTokens, atLeast, fillLast: true }));
    }
    const width = jointWidth ?? t5?.config.width ?? JOINT_WIDTH;
    const whole = await this.#languageModel(t5, readings, width);
    const [promptEmbeds, negativePromptEmbeds] = both((text) => {
      const clip = this.#sideBySide(parts, text);
      if (clip.width > width) {
        const origin = this.#request.model.folder;
        throw new EmbeddingSizeError(origin, "the joined width of its CLIP encoders", {
          expected: width,
          actual: clip.width,
        });
      }
      return toEmbedding(
        joinTokens([padFeatures(clip, width), whole[text] ?? zeroField(ABSENT_TOKENS, width)]),
      );
    });
    const [pooledPromptEmbeds, negativePooledPromptEmbeds] = both((text) =>
      Float32Array.from(parts.flatMap((part) => [...(part.texts[text]?.pooled.at(-1) ?? [])])),
    );
    return this.#result({
      promptEmbeds,
      negativePromptEmbeds,
      pooledPromptEmbeds,
      negativePooledPromptEmbeds,
    });
  }

  async #weighFlux(): Promise<WeighResult> {
    const { model, texts } = this.#request;
    const [clip, t5] = model.encoders;
    if (clip === undefined || t5 === undefined) throw new InvariantError("Flux has two encoders");
    if (texts.negative !== "") this.#notes.push("the negative prompt was not used: Flux has none");
    const reading = this.#read("prompt");
    const other = texts.second === undefined ? reading : this.#read("second");
    const pooled = await this.#clip(clip, [reading], {
      rule: UNWEIGHTED,
      atLeast: 1,
      fillLast: true,
    });
    const [field] = await this.#languageModel(t5, [other], t5.config.width);
    if (field === undefined) throw new InvariantError("one text was weighed");
    return this.#result({
      promptEmbeds: toEmbedding(field),
      pooledPromptEmbeds: meanVector(pooled.texts[0]?.pooled ?? []),
    });
  }

  async #clip(
    files: EncoderFiles,
    readings: readonly PromptReading[],
    options: { readonly rule: BlockRule; readonly atLeast: number; readonly fillLast: boolean },
  ): Promise<EncodedTexts> {
    const { model, clipSkip } = this.#request;
    const choice = clipChoice(model.family, files.name, clipSkip);
    return this.#with(files, readings, (encoder) =>
      encodeBlocks(encoder, readings, { ...options, choice }),
    );
  }

  /** Nothing where the model has none. */
  async #languageModel(
    files: EncoderFiles | undefined,
    readings: readonly PromptReading[],
    width: number,
  ): Promise<readonly Field[]> {
    if (files === undefined) {
      this.#notes.push("the folder has no text_encoder_3, so zeros stand in for what T5 would say");
      return [];
    }
    if (files.config.width !== width) {
      const sizes = { expected: width, actual: files.config.width };
      throw new EmbeddingSizeError(files.model, "its width", sizes);
    }
    const encoded = await this.#with(files, readings, (encoder) => encodeWhole(encoder, readings));
    return encoded.texts.map(({ field }) => field);
  }

  async #with(
    files: EncoderFiles,
    readings: readonly PromptReading[],
    work: (encoder: TextEncoder) => Promise<EncodedTexts>,
  ): Promise<EncodedTexts> {
    const { signal } = this.#request;
    await using lease = await this.#context.lease(files.model, "text_encoder", signal);
    const encoded = await work(openTextEncoder(files, lease.value, signal));
    readings.forEach((reading, text) => {
      const field = encoded.texts[text]?.field;
      if (field !== undefined) requireFinite(field, reading, files.model);
    });
    this.#done.push(encoded);
    return encoded;
  }

  #sideBySide(parts: readonly EncodedTexts[], text: number): Field {
    return joinFeatures(parts.flatMap((part) => part.texts[text]?.field ?? []));
  }

  /** Encoders are to give the same number of tokens, whatever each is given to read. */
  #blockCount(encoders: readonly EncoderFiles[], readings: readonly PromptReading[]): number {
    const counts = encoders.flatMap((files) =>
      readings.map(({ flat }) => cutPrompt(flat, files.tokenizer, blockSize(files)).length),
    );
    return Math.max(...counts);
  }

  #pair(): readonly [PromptReading, PromptReading] {
    return [this.#read("prompt"), this.#read("negative")];
  }

  #secondPair(): readonly [PromptReading, PromptReading] {
    const { second, secondNegative } = this.#request.texts;
    return [
      this.#read(second === undefined ? "prompt" : "second"),
      this.#read(secondNegative === undefined ? "negative" : "secondNegative"),
    ];
  }

  #read(role: PromptRole): PromptReading {
    const known = this.#readings.get(role);
    if (known !== undefined) return known;
    const reading = readPromptText(role, this.#request.texts[role] ?? "", "sdwui");
    const empty = reading.flat.parts.every((part) => part.fragments.length === 0);
    const used = empty
      ? { ...readPromptText(role, NOTHING, "sdwui"), warnings: reading.warnings }
      : reading;
    if (empty)
      this.#notes.push(
        `the ${roleName(role)} has no words, so the word "${NOTHING}" stands in for it`,
      );
    this.#readings.set(role, used);
    return used;
  }

  #noteUnusedSecond(): void {
    const { texts } = this.#request;
    if ((texts.second ?? texts.secondNegative) === undefined) return;
    this.#notes.push("the second prompts were not used: sd-embed gives this model one prompt");
  }

  #noteSecondWeights(readings: readonly PromptReading[]): void {
    const weighted = readings.some(
      ({ role, flat }) =>
        role.startsWith("second") &&
        flat.parts.some((part) => part.fragments.some(({ weight }) => weight !== 1)),
    );
    if (weighted)
      this.#notes.push(
        "weights in the second prompts have no effect: sd-embed weighs the first encoder only",
      );
  }

  #result(embeddings: WeighResult["embeddings"]): WeighResult {
    return {
      embeddings,
      tokens: this.#done.flatMap(({ tokens }) => tokens),
      warnings: [...this.#readings.values()].map(({ warnings }) => warnings),
      notes: [...this.#notes, ...this.#done.flatMap(({ notes }) => notes)],
      runs: this.#done.reduce((sum, { runs }) => sum + runs, 0),
    };
  }
}
