import { InvariantError } from "@spillway/core";
import type { ModelSession } from "@spillway/onnx";
import type { Embedding, Field } from "../maths/embedding.ts";
import { toEmbedding, toField } from "../maths/embedding.ts";
import { PromptModelError } from "../errors.ts";
import { blockKey, frameBlock, type Block } from "../tokens/blocks.ts";
import type { PromptTokenizer } from "../tokens/prompt-tokenizer.ts";
import type { EncoderConfig } from "./encoder-config.ts";
import {
  fixedLength,
  runBlocks,
  takesMask,
  tokenVectors,
  type EncodedBlock,
} from "./encoder-session.ts";
import { applyNorm, findFinalNorm, type FinalNorm } from "./final-norm.ts";
import type { EncoderFiles } from "./prompt-model.ts";

/** Which of an encoder's states is the embedding: `skip` layers before the last one, normalised or as it is. */
export type StateChoice =
  | { readonly kind: "last" }
  | { readonly kind: "hidden"; readonly skip: number }
  | { readonly kind: "normalised"; readonly skip: number };

/** What is wanted of an encoder for each block. */
export interface EncoderChoice {
  readonly state: StateChoice;
  readonly pooled?: "pooler_output" | "text_embeds" | undefined;
}

/** What an encoder makes of a block. */
export interface BlockEmbedding {
  readonly state: Embedding;
  /** Empty unless a pooled output was asked for. */
  readonly pooled: Float32Array;
}

/** Looks up what was encoded. */
export type Encoded = (block: Block) => BlockEmbedding;

/** An open text encoder. */
export interface TextEncoder {
  readonly name: string;
  readonly tokenizer: PromptTokenizer;
  readonly config: EncoderConfig;
  /** Whether tokens can be hidden from each other. */
  readonly takesMask: boolean;
  /** The only length of a block that the export takes, if it fixes one. */
  readonly length: number | undefined;
  /** Runs of the model so far. */
  readonly runs: number;
  /** Runs the model once for each distinct block. */
  encode(blocks: readonly Block[], choice: EncoderChoice): Promise<Encoded>;
}

/** An encoder over a session, which has to stay open. */
export function openTextEncoder(
  files: EncoderFiles,
  session: ModelSession,
  signal?: AbortSignal,
): TextEncoder {
  return new SessionEncoder(files, session, signal);
}

class SessionEncoder implements TextEncoder {
  readonly name: string;
  readonly tokenizer: PromptTokenizer;
  readonly config: EncoderConfig;
  readonly takesMask: boolean;
  readonly length: number | undefined;
  readonly #model: string;
  readonly #session: ModelSession;
  readonly #signal: AbortSignal | undefined;
  #runs = 0;

  constructor(files: EncoderFiles, session: ModelSession, signal: AbortSignal | undefined) {
    this.name = files.name;
    this.tokenizer = files.tokenizer;
    this.config = files.config;
    this.takesMask = takesMask(session);
    this.length = fixedLength(session);
    this.#model = files.model;
    this.#session = session;
    this.#signal = signal;
  }

  get runs(): number {
    return this.#runs;
  }

  async encode(blocks: readonly Block[], choice: EncoderChoice): Promise<Encoded> {
    const distinct = new Map(blocks.map((block) => [blockKey(block), block]));
    const wanted = this.#outputs(choice);
    const encoded = await this.#run([...distinct.values()], wanted);
    const norm = choice.state.kind === "normalised" ? await this.#finalNorm() : undefined;
    const embeddings = new Map(
      [...distinct.keys()].map((key, index): [string, BlockEmbedding | undefined] => {
        const block = encoded[index];
        return [key, block && this.#embedding(block, wanted, norm)];
      }),
    );
    return (block) => {
      const found = embeddings.get(blockKey(block));
      if (found === undefined)
        throw new InvariantError("a block was looked up that was not encoded");
      return found;
    };
  }

  async #run(
    blocks: readonly Block[],
    { state, pooled }: Outputs,
  ): Promise<readonly EncodedBlock[]> {
    const outputs = pooled === undefined ? [state] : [state, pooled];
    const options = { outputs, signal: this.#signal };
    const { encoded, runs } = await runBlocks(this.#session, this.#model, blocks, options);
    this.#runs += runs;
    return encoded;
  }

  #embedding(
    block: EncodedBlock,
    { state, pooled }: Outputs,
    norm: FinalNorm | undefined,
  ): BlockEmbedding {
    const raw = tokenVectors(block, state, this.#model, this.config.width);
    return {
      state: norm === undefined ? raw : toEmbedding(applyNorm(norm, toField(raw))),
      pooled: pooled === undefined ? new Float32Array() : block.output(pooled).values,
    };
  }

  #outputs({ state, pooled }: EncoderChoice): Outputs {
    if (state.kind === "last") return { state: "last_hidden_state", pooled };
    const last = this.#lastState();
    if (state.skip > last) {
      const problem = `${state.skip} layers are to be skipped and it has ${last}`;
      throw new PromptModelError(this.#model, problem, "lower clip-skip");
    }
    return { state: `hidden_states.${last - state.skip}`, pooled };
  }

  /** The number of the state before the final layer norm, which is the number of layers. */
  #lastState(): number {
    const numbers = this.#session.outputs.map(({ name }) =>
      Number(/^hidden_states\.(\d+)$/.exec(name)?.[1] ?? -1),
    );
    const last = Math.max(-1, ...numbers);
    if (last >= 0) return last;
    const problem =
      "it has no outputs hidden_states.0 and on, which this family or clip-skip needs";
    throw new PromptModelError(this.#model, problem, "export it with output_hidden_states=True");
  }

  /** Learnt from one block with tokens from all over the vocabulary, so that it does not depend on any prompt. */
  async #finalNorm(): Promise<FinalNorm> {
    const length = this.length ?? this.config.positions ?? 77;
    const { vocabulary, epsilon, width } = this.config;
    const count = length - 2;
    const ids = Array.from({ length: count }, (_, i) => Math.floor((i * (vocabulary - 3)) / count));
    const block = { ids: frameBlock(ids, this.tokenizer, { length, padding: this.tokenizer.end }) };
    const before = `hidden_states.${this.#lastState()}`;
    const [encoded] = await this.#run([block], { state: before, pooled: "last_hidden_state" });
    if (encoded === undefined) throw new InvariantError("one block has one embedding");
    const field = (name: string): Field => toField(tokenVectors(encoded, name, this.#model, width));
    return findFinalNorm(this.#model, field(before), field("last_hidden_state"), epsilon);
  }
}

interface Outputs {
  readonly state: string;
  readonly pooled: string | undefined;
}
