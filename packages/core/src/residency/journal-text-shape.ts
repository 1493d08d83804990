import type { Bytes } from "../bytes.ts";
import { isRecord } from "../json.ts";

interface Check {
  /** The first thing that is wrong with a value; undefined when it is as it must be. */
  mismatch(value: unknown): Mismatch | undefined;
}

/** What a value out of JSON must be for it to be a `T`. */
export interface Shape<T> extends Check {
  /** Ties the shape to its type, and to no wider one: a word that `oneOf` forgets must not compile. No shape has it. */
  readonly of?: (value: T) => T;
}

/** A value that is not what it must be. */
export interface Mismatch {
  /** From the outermost value. */
  readonly path: readonly string[];
  /** `a string`, `one of device, pool`. */
  readonly wanted: string;
}

export const text: Shape<string> = leaf("a string", (value) => typeof value === "string");
export const truth: Shape<boolean> = leaf("a boolean", (value) => typeof value === "boolean");
/** A size, a time or a place in an order. None passes 2^53: sums and charts of it would break. */
export const number: Shape<number> = leaf("a number", isModest);
export const size: Shape<Bytes> = leaf(
  "a number of bytes",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
/** Infinity, too. */
export const score: Shape<number> = leaf(
  "a number",
  (value) => typeof value === "number" && !Number.isNaN(value),
);

/** One of these words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  const known: ReadonlySet<unknown> = new Set(words);
  return leaf(wordsWanted(words), (value) => known.has(value));
}

/** A number, or one of these words in its place. */
export function numberOr<const Word extends string>(
  ...words: readonly Word[]
): Shape<number | Word> {
  const known: ReadonlySet<unknown> = new Set(words);
  const wanted = `a number, or ${wordsWanted(words)}`;
  return leaf(wanted, (value) => isModest(value) || known.has(value));
}

/** The shape, or nothing at all. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return { mismatch: (value) => (value === undefined ? undefined : shape.mismatch(value)) };
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    mismatch: (value) =>
      Array.isArray(value) ? mismatchWithin(value, item) : { path: [], wanted: "a list" },
  };
}

/** Any names, each with such a value. */
export function recordOf<T>(each: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    mismatch: (value) => (isRecord(value) ? mismatchWithin(value, each) : NO_OBJECT),
  };
}

/** A shape for every field, so that the compiler misses the one that is forgotten. Further fields are let through. */
export function fields<T extends object>(shapes: {
  readonly [Name in keyof T]-?: Shape<T[Name]>;
}): Shape<T> {
  const all = Object.entries<Check>(shapes);
  return {
    mismatch(value) {
      if (!isRecord(value)) return NO_OBJECT;
      for (const [name, shape] of all) {
        const wrong = shape.mismatch(value[name]);
        if (wrong !== undefined) return below(name, wrong);
      }
      return undefined;
    },
  };
}

/** For each kind of a tagged union: the shape of its members. */
export type ShapesByKind<T extends { readonly kind: string }> = {
  readonly [Kind in T["kind"]]: Shape<Extract<T, { readonly kind: Kind }>>;
};

/** A member of a tagged union. */
export function byKind<T extends { readonly kind: string }>(shapes: ShapesByKind<T>): Shape<T> {
  const known = new Map<unknown, Check>(Object.entries<Check>(shapes));
  const unknownKind = { path: ["kind"], wanted: wordsWanted(Object.keys(shapes)) };
  return {
    mismatch(value) {
      if (!isRecord(value)) return NO_OBJECT;
      const shape = known.get(value["kind"]);
      return shape === undefined ? unknownKind : shape.mismatch(value);
    },
  };
}

const NO_OBJECT: Mismatch = { path: [], wanted: "an object" };

function leaf<T>(wanted: string, fits: (value: unknown) => boolean): Shape<T> {
  const wrong: Mismatch = { path: [], wanted };
  return { mismatch: (value) => (fits(value) ? undefined : wrong) };
}

function isModest(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function wordsWanted(words: readonly string[]): string {
  return words.length === 1 ? words.join("") : `one of ${words.join(", ")}`;
}

function mismatchWithin(
  values: Readonly<Record<string, unknown>> | readonly unknown[],
  shape: Check,
): Mismatch | undefined {
  for (const [name, value] of Object.entries(values)) {
    const wrong = shape.mismatch(value);
    if (wrong !== undefined) return below(name, wrong);
  }
  return undefined;
}

function below(name: string, { path, wanted }: Mismatch): Mismatch {
  return { path: [name, ...path], wanted };
}
