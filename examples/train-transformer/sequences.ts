// Sequences to learn from: a few random tokens, over and over. Whoever looks back one period knows what comes next.

export const TOKENS = 10;
export const LENGTH = 24;
const PERIOD = 6;

export interface Sequences {
  /** What is seen, one sequence after another. */
  readonly inputs: Int32Array;
  /** The token that follows each. */
  readonly targets: Int32Array;
}

export function drawSequences(random: () => number, count: number): Sequences {
  const inputs = new Int32Array(count * LENGTH);
  const targets = new Int32Array(count * LENGTH);
  for (let n = 0; n < count; n++) {
    const period = Int32Array.from({ length: PERIOD }, () => Math.floor(random() * TOKENS));
    for (let i = 0; i < LENGTH; i++) {
      inputs[n * LENGTH + i] = period[i % PERIOD] ?? 0;
      targets[n * LENGTH + i] = period[(i + 1) % PERIOD] ?? 0;
    }
  }
  return { inputs, targets };
}
