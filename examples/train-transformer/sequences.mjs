// Sequences to learn from: a few random tokens, over and over. Whoever looks back one period knows what comes next.

export const TOKENS = 10;
export const LENGTH = 24;
const PERIOD = 6;

/** `count` sequences one after another: what is seen, and the token that follows each. */
export function drawSequences(random, count) {
  const inputs = new Int32Array(count * LENGTH);
  const targets = new Int32Array(count * LENGTH);
  for (let n = 0; n < count; n++) {
    const period = Array.from({ length: PERIOD }, () => Math.floor(random() * TOKENS));
    for (let i = 0; i < LENGTH; i++) {
      inputs[n * LENGTH + i] = period[i % PERIOD];
      targets[n * LENGTH + i] = period[(i + 1) % PERIOD];
    }
  }
  return { inputs, targets };
}
