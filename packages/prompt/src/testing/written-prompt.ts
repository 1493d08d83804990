import fc from "fast-check";

/** A prompt by its meaning. */
export interface Meant {
  readonly kind: "and" | "blend";
  readonly normalize: boolean;
  readonly parts: readonly MeantPart[];
}

export interface MeantPart {
  readonly weight: number;
  readonly fragments: readonly MeantFragment[];
}

export interface MeantFragment {
  readonly words: readonly string[];
  readonly weight: number;
}

/** A prompt as it is written, with what it means: made together, so that neither is derived from the other. */
export interface Written {
  readonly text: string;
  readonly meant: Meant;
}

const WORDS = [
  "cat",
  "masterpiece",
  "in",
  "the",
  "forest",
  "zebra",
  "é",
  "🐈",
  "7",
  ",",
  ".",
  "photograph",
];
const words = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 });
const number = fc.constantFrom(0, 0.25, 0.5, 0.9, 1, 1.3, 2, 3.75);

interface Piece {
  readonly text: string;
  readonly fragment: MeantFragment;
}

const piece = (text: string, list: readonly string[], weight: number): Piece => ({
  text,
  fragment: { words: list, weight },
});

const compelPiece: fc.Arbitrary<Piece> = fc.oneof(
  words.map((list) => piece(list.join(" "), list, 1)),
  fc.tuple(words, number).map(([list, w]) => piece(`(${list.join(" ")})${w}`, list, w)),
  fc.tuple(words, number).map(([list, w]) => piece(`"${list.join(" ")}"${w}`, list, w)),
  fc.tuple(words, number).map(([list, w]) => piece(`(${list.join(" ")}).attend(${w})`, list, w)),
  words.map((list) => piece(`(${list.join(" ")}).attend(-0.5)`, list, -0.5)),
  fc
    .tuple(words, fc.integer({ min: 1, max: 4 }))
    .map(([list, n]) => piece(`(${list.join(" ")})${"+".repeat(n)}`, list, 1.1 ** n)),
  fc.integer({ min: 1, max: 4 }).map((n) => piece(`zebra${"-".repeat(n)}`, ["zebra"], 0.9 ** n)),
  fc
    .tuple(words, number, number)
    .map(([list, a, b]) => piece(`((${list.join(" ")})${a})${b}`, list, b * a)),
);

const sdwuiPiece: fc.Arbitrary<Piece> = fc.oneof(
  words.map((list) => piece(list.join(" "), list, 1)),
  fc.tuple(words, number).map(([list, w]) => piece(`(${list.join(" ")}:${w})`, list, w)),
  words.map((list) => piece(`(${list.join(" ")})`, list, 1.1)),
  words.map((list) => piece(`[${list.join(" ")}]`, list, 1 / 1.1)),
  words.map((list) => piece(`(${list.join(" ")}:-1.5)`, list, -1.5)),
  fc
    .tuple(words, number)
    .map(([list, w]) => piece(`[(${list.join(" ")}:${w})]`, list, (1 / 1.1) * w)),
);

function sequence(pieces: readonly Piece[]): {
  readonly text: string;
  readonly fragments: readonly MeantFragment[];
} {
  return {
    text: pieces.map(({ text }) => text).join(" "),
    fragments: pieces.map(({ fragment }) => fragment),
  };
}

const compelSequence = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(compelPiece, { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.array(compelPiece, { minLength: 20, maxLength: 60 }) },
  )
  .map(sequence);
const quotable = fc
  .array(
    compelPiece.filter(({ text }) => !text.includes('"')),
    { maxLength: 4 },
  )
  .map(sequence);

/** Prompts of every construct of compel. */
export const compelPrompt: fc.Arbitrary<Written> = fc.oneof(
  compelSequence.map(({ text, fragments }) => ({
    text,
    meant: { kind: "and", normalize: false, parts: [{ weight: 1, fragments }] } as const,
  })),
  fc
    .tuple(
      fc.array(fc.tuple(quotable, number), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("and", "add", "blend", "raw"),
    )
    .filter(([parts, kind]) => kind !== "blend" || parts.some(([, weight]) => weight !== 0))
    .map(([parts, kind]) => ({
      text: `(${parts.map(([{ text }]) => `"${text}"`).join(", ")}).${kind === "raw" ? "blend" : kind}(${parts.map(([, w]) => w).join(", ")}${kind === "raw" ? ", no_normalize" : ""})`,
      meant: {
        kind: kind === "and" || kind === "add" ? "and" : "blend",
        normalize: kind === "blend",
        parts: parts.map(([{ fragments }, weight]) => ({ weight, fragments })),
      } as const,
    })),
);

/** Prompts of every construct of AUTOMATIC1111's syntax, with at least one word. */
export const sdwuiPrompt: fc.Arbitrary<Written> = fc
  .array(
    fc
      .oneof(
        { weight: 4, arbitrary: fc.array(sdwuiPiece, { minLength: 1, maxLength: 5 }) },
        { weight: 1, arbitrary: fc.array(sdwuiPiece, { minLength: 20, maxLength: 60 }) },
      )
      .map(sequence),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => ({
    text: parts.map(({ text }) => text).join(" BREAK "),
    meant: {
      kind: "and",
      normalize: false,
      parts: parts.map(({ fragments }) => ({ weight: 1, fragments })),
    },
  }));
