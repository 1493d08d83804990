import { InvariantError } from "@spillway/core";

/** A vector for each token, one after the other. */
export interface Embedding {
  readonly tokens: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** An embedding under computation, in double precision. */
export interface Field {
  readonly tokens: number;
  readonly width: number;
  readonly values: Float64Array;
}

export function toField({ tokens, width, values }: Embedding): Field {
  return { tokens, width, values: Float64Array.from(values) };
}

/** Rounds every number once. */
export function toEmbedding({ tokens, width, values }: Field): Embedding {
  return { tokens, width, values: Float32Array.from(values) };
}

/** One after the other. @throws InvariantError for none, or widths that differ. */
export function joinTokens(fields: readonly Field[]): Field {
  const width = commonWidth(fields);
  const tokens = fields.reduce((sum, field) => sum + field.tokens, 0);
  const values = new Float64Array(tokens * width);
  let offset = 0;
  for (const field of fields) {
    values.set(field.values, offset);
    offset += field.values.length;
  }
  return { tokens, width, values };
}

/** Side by side: the vectors of the same token joined. @throws InvariantError for none, or token counts that differ. */
export function joinFeatures(fields: readonly Field[]): Field {
  const [first] = fields;
  if (first === undefined) throw new InvariantError("nothing to join");
  const { tokens } = first;
  if (fields.some((field) => field.tokens !== tokens)) {
    throw new InvariantError(
      `token counts differ: ${fields.map((field) => field.tokens).join(", ")}`,
    );
  }
  const width = fields.reduce((sum, field) => sum + field.width, 0);
  const values = new Float64Array(tokens * width);
  let column = 0;
  for (const field of fields) {
    for (let token = 0; token < tokens; token++) {
      values.set(row(field, token), token * width + column);
    }
    column += field.width;
  }
  return { tokens, width, values };
}

/** Widens every vector with zeros. */
export function padFeatures(field: Field, width: number): Field {
  if (width < field.width) throw new InvariantError(`width ${field.width} is more than ${width}`);
  if (width === field.width) return field;
  return joinFeatures([field, zeroField(field.tokens, width - field.width)]);
}

export function zeroField(tokens: number, width: number): Field {
  return { tokens, width, values: new Float64Array(tokens * width) };
}

export function row({ width, values }: Field, token: number): Float64Array {
  return values.subarray(token * width, (token + 1) * width);
}

function commonWidth(fields: readonly Field[]): number {
  const [first] = fields;
  if (first === undefined) throw new InvariantError("nothing to join");
  if (fields.every(({ width }) => width === first.width)) return first.width;
  throw new InvariantError(`widths differ: ${fields.map(({ width }) => width).join(", ")}`);
}
