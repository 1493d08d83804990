/*
 * The weighters' formulas straight from their definition, in double precision and without any thought for speed, over
 * the fake encoder. Nothing here is shared with what it checks.
 */
import { fakePooled, fakeState } from "./fake-holder.ts";
import type { Meant, MeantFragment, MeantPart } from "./written-prompt.ts";

export type Rows = readonly (readonly number[])[];

/** The encoder of a test: its tokenizer, its special tokens, and the output that is the embedding. */
export interface Subject {
  readonly tokenize: (word: string) => readonly number[];
  readonly start: number | undefined;
  readonly end: number;
  readonly padding: number;
  readonly output: string;
  readonly width: number;
}

interface Token {
  readonly id: number;
  readonly weight: number;
  readonly fragment: number;
  readonly last: string | undefined;
}

/** Neighbours of equal weight count as one fragment. */
function fuse(fragments: readonly MeantFragment[]): readonly MeantFragment[] {
  const fused: MeantFragment[] = [];
  for (const { words, weight } of fragments) {
    const before = fused.at(-1);
    if (before?.weight === weight)
      fused[fused.length - 1] = { weight, words: [...before.words, ...words] };
    else fused.push({ words, weight });
  }
  return fused;
}

function tokensOf({ fragments }: MeantPart, { tokenize }: Subject): readonly Token[] {
  return fuse(fragments).flatMap(({ words, weight }, fragment) =>
    words.flatMap((word) =>
      tokenize(word).map((id, i, all) => ({
        id,
        weight,
        fragment,
        last: i === all.length - 1 ? word : undefined,
      })),
    ),
  );
}

/** At most 75: up to a sentence that fills half, else a phrase that does, else a word, else the end. */
function cut(tokens: readonly Token[]): readonly (readonly Token[])[] {
  if (tokens.length <= 75) return [tokens];
  const ends = (i: number, test: (word: string) => boolean): boolean => {
    const word = tokens[i - 1]?.last;
    return word !== undefined && test(word);
  };
  let place = 75;
  const search = (from: number, test: (word: string) => boolean): boolean => {
    for (let i = 75; i >= from; i--) {
      if (!ends(i, test)) continue;
      place = i;
      return true;
    }
    return false;
  };
  if (!search(38, (word) => word.endsWith(".")) && !search(38, (word) => word.endsWith(",")))
    search(1, () => true);
  return [tokens.slice(0, place), ...cut(tokens.slice(place))];
}

function rows(subject: Subject, ids: readonly number[], visible: readonly boolean[] = []): Rows {
  const { output, width } = subject;
  return ids.map((_, place) => fakeState({ output, ids, visible }, place, width));
}

function framed(
  tokens: readonly Token[],
  { start, end, padding }: Subject,
  length = 77,
): readonly number[] {
  const ids = [...(start === undefined ? [] : [start]), ...tokens.map(({ id }) => id), end];
  while (ids.length < length) ids.push(padding);
  return ids;
}

function emptyRows(subject: Subject): Rows {
  return rows(subject, framed([], subject));
}

function lerp(
  e: readonly number[] | undefined,
  z: readonly number[],
  w: number,
): readonly number[] {
  return z.map((value, i) => e![i]! + w * (value - e![i]!));
}

function weighed(tokens: readonly Token[], subject: Subject, hidden?: number): Rows {
  const empty = emptyRows(subject);
  return cut(tokens).flatMap((block) => {
    const ids = framed(block, subject);
    const visible = ids.map(
      (_, place) => hidden === undefined || block[place - 1]?.fragment !== hidden,
    );
    return rows(subject, ids, visible).map((z, place) =>
      lerp(empty[place], z, block[place - 1]?.weight ?? 1),
    );
  });
}

function padded(field: Rows, subject: Subject, length: number): Rows {
  let long = field;
  while (long.length < length) long = [...long, ...emptyRows(subject)];
  return long;
}

function sum(terms: readonly (readonly [number, Rows])[], subject: Subject): Rows {
  const length = Math.max(...terms.map(([, field]) => field.length));
  const equal = terms.map(([w, field]) => [w, padded(field, subject, length)] as const);
  return Array.from({ length }, (_, place) =>
    Array.from({ length: subject.width }, (__, i) =>
      equal.reduce((all, [w, field]) => all + w * field[place]![i]!, 0),
    ),
  );
}

function divided(field: Rows, by: number): Rows {
  return field.map((each) => each.map((value) => value / by));
}

function compelPart(part: MeantPart, subject: Subject, mode: "mask" | "remove"): Rows {
  const tokens = tokensOf(part, subject);
  const lowered = [
    ...new Set(tokens.filter(({ weight }) => weight < 1).map(({ fragment }) => fragment)),
  ];
  const terms: (readonly [number, Rows])[] = [[1, weighed(tokens, subject)]];
  for (const k of lowered) {
    const w = tokens.find(({ fragment }) => fragment === k)!.weight;
    const without =
      mode === "mask"
        ? weighed(tokens, subject, k)
        : weighed(
            tokens.filter(({ fragment }) => fragment !== k),
            subject,
          );
    terms.push([Math.tan(((1 - Math.max(1e-5, w)) * Math.PI) / 2), without]);
  }
  return divided(
    sum(terms, subject),
    terms.reduce((all, [b]) => all + b, 0),
  );
}

/** Compel's embedding of a prompt. */
export function compelByDefinition(
  { kind, normalize, parts }: Meant,
  subject: Subject,
  mode: "mask" | "remove",
): Rows {
  const fields = parts.map((part) => [part.weight, compelPart(part, subject, mode)] as const);
  if (kind === "blend") {
    return divided(sum(fields, subject), normalize ? fields.reduce((all, [w]) => all + w, 0) : 1);
  }
  const empty = emptyRows(subject);
  return fields.flatMap(([w, field]) => field.map((z, place) => lerp(empty[place % 77], z, w)));
}

/** Pads prompts to the length of the longest with the empty prompt's embedding. */
export function padAll(fields: readonly Rows[], subject: Subject, length: number): readonly Rows[] {
  return fields.map((field) => padded(field, subject, length));
}

/** The pooled vector of ids. */
export function pooledOf(output: string, ids: readonly number[], width: number): readonly number[] {
  return fakePooled({ output, ids }, width);
}

/** The block of a text as it stands. */
export function rawBlock(text: string, subject: Subject): readonly number[] {
  const tokens = subject
    .tokenize(text)
    .slice(0, 75)
    .map((id) => ({ id, weight: 1, fragment: 0, last: undefined }));
  return framed(tokens, subject);
}

/** sd-embed's blocks of prompts that are weighed together: ids and weights by prompt and block. */
export function sdEmbedBlocks(
  prompts: readonly { readonly meant: Meant; readonly subject: Subject }[],
  fillLast: boolean,
): readonly (readonly {
  readonly ids: readonly number[];
  readonly weights: readonly number[];
}[])[] {
  const all = prompts.map(({ meant, subject }) =>
    meant.parts.flatMap((part) => cut(tokensOf(part, subject))),
  );
  const count = Math.max(...all.map((blocks) => blocks.length));
  const last = Math.max(...all.map((blocks) => blocks[count - 1]?.length ?? 0));
  return all.map((blocks, at) =>
    Array.from({ length: count }, (_, index) => {
      const { subject } = prompts[at]!;
      const tokens = blocks[index] ?? [];
      const size = index === count - 1 && !fillLast ? last : 75;
      const ids = framed(tokens, { ...subject, padding: subject.end }, size + 2);
      return { ids, weights: ids.map((__, place) => tokens[place - 1]?.weight ?? 1) };
    }),
  );
}

/** `w z`, or with `fromLast` `v + w (z - v)`. */
export function sdEmbedRows(
  blocks: readonly { readonly ids: readonly number[]; readonly weights: readonly number[] }[],
  subject: Subject,
  rule: "scale" | "fromLast" | "none",
): Rows {
  return blocks.flatMap(({ ids, weights }) => {
    const states = rows(subject, ids);
    const v = states.at(-1);
    return states.map((z, place) => {
      const w = weights[place]!;
      if (rule === "none") return z;
      return rule === "scale" ? z.map((value) => value * w) : lerp(v, z, w);
    });
  });
}

/** T5 in one piece: all tokens, the end, and ends up to `length`. */
export function wholeBlock(
  { parts }: Meant,
  subject: Subject,
  length = 0,
): { readonly ids: readonly number[]; readonly weights: readonly number[] } {
  const tokens = parts.flatMap((part) => tokensOf(part, subject));
  const ids = framed(tokens, { ...subject, padding: subject.end }, length);
  return { ids, weights: ids.map((_, place) => tokens[place]?.weight ?? 1) };
}

/** The largest deviation, relative to each number; numbers near 0 count as 1e-4. */
export function relativeError(actual: Float32Array, expected: Rows): number {
  const flat = expected.flat();
  if (flat.length !== actual.length)
    throw new Error(`${actual.length} numbers, expected ${flat.length}`);
  return flat.reduce(
    (worst, value, i) =>
      Math.max(worst, Math.abs(actual[i]! - value) / Math.max(1e-4, Math.abs(value))),
    0,
  );
}
