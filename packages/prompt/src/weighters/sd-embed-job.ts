import { EmbeddingSizeError } from "../errors.ts";
import type { EncoderFiles } from "../encoders/prompt-model.ts";
import { openTextEncoder, type TextEncoder } from "../encoders/text-encoder.ts";
import type { Field } from "../maths/embedding.ts";
import type { PromptRole, WeighRequest, WeighResult, WeighterContext } from "../weighter.ts";
import { clipChoice } from "./clip-choice.ts";
import { readPromptText, requireFinite, roleName, type PromptReading } from "./prompt-reading.ts";
import {
  encodeBlocks,
  encodeWhole,
  type BlockOptions,
  type EncodedTexts,
} from "./sd-embed-encode.ts";
import { blockSize, cutPrompt } from "./sd-embed-layout.ts";

/** Stands in for a prompt without words. */
const NOTHING = "empty";

/** One request under way: its texts as they were read, the encoders that ran, and what there is to say about both. */
export class SdEmbedJob {
  readonly request: WeighRequest;
  readonly #context: WeighterContext;
  readonly #done: EncodedTexts[] = [];
  readonly #notes: string[] = [];
  readonly #readings = new Map<PromptRole, PromptReading>();

  constructor(request: WeighRequest, context: WeighterContext) {
    this.request = request;
    this.#context = context;
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  noteUnusedSecond(): void {
    const { texts } = this.request;
    if ((texts.second ?? texts.secondNegative) === undefined) return;
    this.note("the second prompts were not used: sd-embed gives this model one prompt");
  }

  read(role: PromptRole): PromptReading {
    const known = this.#readings.get(role);
    if (known !== undefined) return known;
    const reading = this.#readOrReplace(role);
    this.#readings.set(role, reading);
    return reading;
  }

  pair(): readonly [PromptReading, PromptReading] {
    return [this.read("prompt"), this.read("negative")];
  }

  /** The second prompts; the first for each that is absent. */
  secondPair(): readonly [PromptReading, PromptReading] {
    const { second, secondNegative } = this.request.texts;
    return [
      this.read(second === undefined ? "prompt" : "second"),
      this.read(secondNegative === undefined ? "negative" : "secondNegative"),
    ];
  }

  /** Encoders are to give the same number of tokens, whatever each is given to read. */
  blockCount(encoders: readonly EncoderFiles[], readings: readonly PromptReading[]): number {
    const counts = encoders.flatMap((files) =>
      readings.map(({ flat }) => cutPrompt(flat, files.tokenizer, blockSize(files)).length),
    );
    return Math.max(...counts);
  }

  /** Encodes in blocks. @throws PromptWeightError */
  async clip(
    files: EncoderFiles,
    readings: readonly PromptReading[],
    options: Omit<BlockOptions, "choice">,
  ): Promise<EncodedTexts> {
    const { model, clipSkip } = this.request;
    const choice = clipChoice(model.family, files.name, clipSkip);
    return this.#encode(files, readings, (encoder) =>
      encodeBlocks(encoder, readings, { ...options, choice }),
    );
  }

  /** Encodes each text in one piece. @throws EmbeddingSizeError, PromptWeightError */
  async languageModel(
    files: EncoderFiles,
    readings: readonly PromptReading[],
    width: number,
  ): Promise<readonly Field[]> {
    if (files.config.width !== width) {
      const sizes = { expected: width, actual: files.config.width };
      throw new EmbeddingSizeError(files.model, "its width", sizes);
    }
    const encoded = await this.#encode(files, readings, (encoder) =>
      encodeWhole(encoder, readings),
    );
    return encoded.texts.map(({ field }) => field);
  }

  result(embeddings: WeighResult["embeddings"]): WeighResult {
    return {
      embeddings,
      tokens: this.#done.flatMap(({ tokens }) => tokens),
      warnings: [...this.#readings.values()].map(({ warnings }) => warnings),
      notes: [...this.#notes, ...this.#done.flatMap(({ notes }) => notes)],
      runs: this.#done.reduce((sum, { runs }) => sum + runs, 0),
    };
  }

  #readOrReplace(role: PromptRole): PromptReading {
    const reading = readPromptText(role, this.request.texts[role] ?? "", "sdwui");
    if (reading.flat.parts.some((part) => part.fragments.length > 0)) return reading;
    this.note(`the ${roleName(role)} has no words, so the word "${NOTHING}" stands in for it`);
    return { ...readPromptText(role, NOTHING, "sdwui"), warnings: reading.warnings };
  }

  async #encode(
    files: EncoderFiles,
    readings: readonly PromptReading[],
    work: (encoder: TextEncoder) => Promise<EncodedTexts>,
  ): Promise<EncodedTexts> {
    const { signal } = this.request;
    await using lease = await this.#context.lease(files.model, "text_encoder", signal);
    const encoded = await work(openTextEncoder(files, lease.value, signal));
    readings.forEach((reading, text) => {
      const field = encoded.texts[text]?.field;
      if (field !== undefined) requireFinite(field, reading, files.model);
    });
    this.#done.push(encoded);
    return encoded;
  }
}
