import { PromptModelError } from "../errors.ts";
import { row, type Field } from "../maths/embedding.ts";

/** Scale and shift of an encoder's final layer norm, by feature. */
export interface FinalNorm {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly epsilon: number;
}

/** Largest deviation from the export's own output, relative to the largest number in it. Float16 rounds to 2^-11. */
const TOLERANCE = 2e-3;

/**
 * Finds the final layer norm of an export from the states before and after it. Per feature that is a line through as
 * many points as there are tokens, of which least squares gives scale and shift: exports name and store weights in many
 * ways, but all say what goes in and what comes out.
 * @throws PromptModelError where no layer norm leads from one to the other.
 */
export function findFinalNorm(
  model: string,
  before: Field,
  after: Field,
  epsilon: number,
): FinalNorm {
  const { tokens, width } = before;
  const normal = normalize(before, epsilon);
  const scale = new Float64Array(width);
  const shift = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    const [slope, offset] = fitLine(tokens, (token) => [
      normal.values[token * width + i] ?? NaN,
      after.values[token * width + i] ?? NaN,
    ]);
    scale[i] = slope;
    shift[i] = offset;
  }
  const norm = { scale, shift, epsilon };
  checkFit(model, applyNorm(norm, before), after);
  return norm;
}

/** `(x - mean) / sqrt(variance + epsilon) * scale + shift` for each token. */
export function applyNorm({ scale, shift, epsilon }: FinalNorm, field: Field): Field {
  const normal = normalize(field, epsilon);
  const values = normal.values.map((value, index) => {
    const i = index % field.width;
    return value * (scale[i] ?? NaN) + (shift[i] ?? NaN);
  });
  return { ...field, values };
}

function normalize(field: Field, epsilon: number): Field {
  const { tokens, width } = field;
  const values = new Float64Array(tokens * width);
  for (let token = 0; token < tokens; token++) {
    const vector = row(field, token);
    const mean = vector.reduce((sum, value) => sum + value, 0) / width;
    const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    const root = Math.sqrt(variance + epsilon);
    vector.forEach((value, i) => (values[token * width + i] = (value - mean) / root));
  }
  return { tokens, width, values };
}

function fitLine(
  count: number,
  point: (index: number) => readonly [number, number],
): readonly [number, number] {
  const points = Array.from({ length: count }, (_, index) => point(index));
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = covariance / variance;
  return [slope, meanY - slope * meanX];
}

function checkFit(model: string, made: Field, wanted: Field): void {
  const largest = wanted.values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const worst = made.values.reduce(
    (max, value, i) => Math.max(max, Math.abs(value - (wanted.values[i] ?? NaN))),
    0,
  );
  if (worst <= TOLERANCE * largest) return;
  throw new PromptModelError(
    model,
    "its last hidden state is no layer norm of the state before it, so clip-skip cannot be normalised",
    "leave clip-skip out",
  );
}
