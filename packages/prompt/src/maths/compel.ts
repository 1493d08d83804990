import { InvariantError } from "@spillway/core";
import { joinTokens, type Field } from "./embedding.ts";

/** Weights below this count as it: the tangent has its pole at 0. */
const LOWEST = 1e-5;

/**
 * Moves each token's vector along the line from the empty prompt's at the same place: `e + w (z - e)`. `empty` is
 * repeated as often as `field` is longer. A weight of 1 leaves the bits alone.
 */
export function weighTokens(field: Field, empty: Field, weights: readonly number[]): Field {
  const { tokens, width } = field;
  if (weights.length !== tokens) {
    throw new InvariantError(`${weights.length} weights for ${tokens} tokens`);
  }
  const values = Float64Array.from(field.values);
  for (let token = 0; token < tokens; token++) {
    const weight = weights[token] ?? 1;
    if (weight === 1) continue;
    const base = (token % empty.tokens) * width;
    for (let i = 0; i < width; i++) {
      const e = empty.values[base + i] ?? NaN;
      const z = values[token * width + i] ?? NaN;
      values[token * width + i] = e + weight * (z - e);
    }
  }
  return { tokens, width, values };
}

/** How strongly the embedding without a fragment of weight `w` < 1 counts beside the one with it. */
export function absence(weight: number): number {
  return Math.tan(((1 - Math.max(LOWEST, weight)) * Math.PI) / 2);
}

/** A term of a sum. */
export interface Term {
  readonly field: Field;
  readonly weight: number;
}

/**
 * `(Z + Σ b D) / (1 + Σ b)`, with D the embedding without a fragment and b, the weight of the term, its absence.
 * `elsewhere` is the sum of the absences whose D is Z itself, as in blocks that do not hold the fragment.
 */
export function blendAbsences(whole: Field, without: readonly Term[], elsewhere: number): Field {
  if (without.length === 0) return whole;
  const terms = [{ field: whole, weight: 1 + elsewhere }, ...without];
  return blend(terms, whole, { normalize: true });
}

/** `Σ w C`, divided by `Σ w` if normalized. Shorter terms are padded with `empty`. One term of weight 1 keeps its bits. */
export function blend(
  terms: readonly Term[],
  empty: Field,
  { normalize }: { readonly normalize: boolean },
): Field {
  const [first] = terms;
  if (first !== undefined && terms.length === 1 && first.weight === 1) return first.field;
  const length = Math.max(...terms.map(({ field }) => field.tokens));
  const values = new Float64Array(length * empty.width);
  for (const { field, weight } of terms) {
    padTokens(field, empty, length).values.forEach((value, i) => {
      values[i] = (values[i] ?? 0) + weight * value;
    });
  }
  const total = normalize ? terms.reduce((sum, { weight }) => sum + weight, 0) : 1;
  return { tokens: length, width: empty.width, values: values.map((value) => value / total) };
}

/** Puts parts one after the other; one of weight other than 1 is moved as a whole, as a token is. */
export function conjoin(terms: readonly Term[], empty: Field): Field {
  return joinTokens(
    terms.map(({ field, weight }) =>
      weighTokens(
        field,
        empty,
        Array.from({ length: field.tokens }, () => weight),
      ),
    ),
  );
}

/** Lengthens a field to `tokens` with repetitions of `empty`. @throws InvariantError unless whole ones fit. */
export function padTokens(field: Field, empty: Field, tokens: number): Field {
  const missing = (tokens - field.tokens) / empty.tokens;
  if (missing === 0) return field;
  if (!Number.isInteger(missing) || missing < 0) {
    throw new InvariantError(
      `${field.tokens} tokens cannot be padded to ${tokens} by ${empty.tokens}`,
    );
  }
  return joinTokens([field, ...Array.from({ length: missing }, () => empty)]);
}
