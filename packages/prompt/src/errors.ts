import { SpillwayError, type Span } from "@spillway/core";
import { nearby } from "./syntax/nearby.ts";

/** A prompt that cannot be read, and the part of it to blame. */
export class PromptSyntaxError extends SpillwayError {
  override readonly name: string = "PromptSyntaxError";
  readonly code = "ERR_PROMPT_SYNTAX";
  readonly source: string;
  readonly span: Span;

  constructor(problem: string, source: string, span: Span, options?: ErrorOptions) {
    super(`${problem}\n${nearby(source, span)}`, options);
    this.source = source;
    this.span = span;
  }
}

/** A weight that takes the embedding out of the range of its element type, and the words that it is on. */
export class PromptWeightError extends SpillwayError {
  override readonly name: string = "PromptWeightError";
  readonly code = "ERR_PROMPT_WEIGHT";
  readonly weight: number;
  readonly source: string;
  readonly span: Span;

  constructor(weight: number, source: string, span: Span) {
    super(
      `the weight ${weight} takes the embedding out of the range of float32; weights near 1 are useful\n${nearby(source, span)}`,
    );
    this.weight = weight;
    this.source = source;
    this.span = span;
  }
}

/** A model folder that cannot be used: what is wrong with it, and where. */
export class PromptModelError extends SpillwayError {
  override readonly name: string = "PromptModelError";
  readonly code = "ERR_PROMPT_MODEL";
  /** The file or folder to blame. */
  readonly path: string;
  /** What is wrong, in lower case, without the path. */
  readonly problem: string;

  constructor(path: string, problem: string, advice: string, options?: ErrorOptions) {
    super(`${path}: ${problem}; ${advice}`, options);
    this.path = path;
    this.problem = problem;
  }
}

/** Embeddings whose sizes do not go together. */
export class EmbeddingSizeError extends SpillwayError {
  override readonly name: string = "EmbeddingSizeError";
  readonly code = "ERR_EMBEDDING_SIZE";
  /** What gave the embedding, such as the path of a model. */
  readonly origin: string;
  readonly expected: number;
  readonly actual: number;

  constructor(origin: string, size: string, { expected, actual }: Sizes) {
    super(
      `${origin}: ${size} is ${actual}, and ${expected} was expected; check that the files belong together`,
    );
    this.origin = origin;
    this.expected = expected;
    this.actual = actual;
  }
}

interface Sizes {
  readonly expected: number;
  readonly actual: number;
}

/** A prompt weighter that cannot do what it was asked to. */
export class PromptWeighterError extends SpillwayError {
  override readonly name: string = "PromptWeighterError";
  readonly code = "ERR_PROMPT_WEIGHTER";
  readonly weighter: string;

  constructor(weighter: string, problem: string, options?: ErrorOptions) {
    super(`prompt weighter \`${weighter}\`: ${problem}`, options);
    this.weighter = weighter;
  }
}

/** Bytes that are no safetensors file, or tensors that cannot be written as one. */
export class SafetensorsError extends SpillwayError {
  override readonly name: string = "SafetensorsError";
  readonly code = "ERR_SAFETENSORS";
  /** What is wrong, in lower case. */
  readonly problem: string;
  /** The tensor to blame, if it is one. */
  readonly tensor: string | undefined;

  constructor(problem: string, tensor?: string, options?: ErrorOptions) {
    super(tensor === undefined ? problem : `tensor ${JSON.stringify(tensor)}: ${problem}`, options);
    this.problem = problem;
    this.tensor = tensor;
  }
}
