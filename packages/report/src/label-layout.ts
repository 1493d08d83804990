/** A text to the right of a point. Pixels, `y` downwards. */
export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

const CHARACTER = 6.2;
const LINE = 12.5;

/** Moves labels up as far as it takes for none to cover another; the lowest keeps its place. O(n²). */
export function spread<Label extends PlacedLabel>(labels: readonly Label[]): readonly Label[] {
  const placed: Label[] = [];
  for (const label of labels.toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const rivals = placed.filter((other) => sideways(label, other)).sort((a, b) => b.y - a.y);
    let y = label.y;
    for (const rival of rivals) {
      if (Math.abs(rival.y - y) < LINE) y = rival.y - LINE;
    }
    placed.push({ ...label, y });
  }
  return placed;
}

/** Whether two labels would share a column of pixels. */
function sideways(a: PlacedLabel, b: PlacedLabel): boolean {
  return a.x < b.x + b.text.length * CHARACTER && b.x < a.x + a.text.length * CHARACTER;
}
