/** What `make` gives for each of an image's two texts: for 0, the prompt, and for 1, the negative prompt. */
export function both<T>(make: (text: 0 | 1) => T): readonly [T, T] {
  return [make(0), make(1)];
}
