const LONGEST = 80;

/** A text for a line of its own: the beginning of a long one, ended with `…`. */
export function shortText(text: string): string {
  // By code points, so that no surrogate pair is cut in two.
  const shown = Array.from(text.slice(0, 2 * LONGEST + 2));
  return shown.length <= LONGEST ? text : `${shown.slice(0, LONGEST - 1).join("")}…`;
}
