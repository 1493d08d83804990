import { InvariantError } from "@spillway/core";
import type { Field } from "./embedding.ts";

/** `w z` for each token. A weight of 1 leaves the bits alone. */
export function scaleTokens(field: Field, weights: readonly number[]): Field {
  return mapTokens(field, weights, (z, _last, weight) => weight * z);
}

/** `v + w (z - v)`, with v the vector of the block's last token: sd-embed's rule for SDXL with a second prompt. */
export function scaleFromLast(block: Field, weights: readonly number[]): Field {
  return mapTokens(block, weights, (z, last, weight) => last + weight * (z - last));
}

/** The mean of vectors of equal length. */
export function meanVector(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors;
  if (first === undefined) throw new InvariantError("no vectors to average");
  return first.map(
    (_, i) => vectors.reduce((sum, vector) => sum + (vector[i] ?? NaN), 0) / vectors.length,
  );
}

function mapTokens(
  field: Field,
  weights: readonly number[],
  map: (z: number, last: number, weight: number) => number,
): Field {
  const { tokens, width } = field;
  if (weights.length !== tokens)
    throw new InvariantError(`${weights.length} weights for ${tokens} tokens`);
  const end = (tokens - 1) * width;
  const values = field.values.map((z, index) => {
    const weight = weights[Math.floor(index / width)] ?? 1;
    return weight === 1 ? z : map(z, field.values[end + (index % width)] ?? NaN, weight);
  });
  return { tokens, width, values };
}
