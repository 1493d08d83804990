import type { Millis } from "@spillway/core";
import { shortened } from "./format.ts";
import type { MemoryLayer } from "./memory-layers.ts";

/** A name in the middle of a band. */
export interface LayerLabel {
  readonly at: Millis;
  /** The height of its middle, in bytes. */
  readonly level: number;
  readonly text: string;
}

/** How much room a span of time and a number of bytes take in the drawing. Pixels. */
export interface Extent {
  width(span: Millis): number;
  height(bytes: number): number;
}

/** About what a character takes. */
const CHARACTER = 6.2;
const LINE = 15;
/** Characters of a name that still tell what it is, and those that are always enough. */
const SHORTEST = 9;
const LONGEST = 32;

/** A label for each band that has room for one, at its widest place but not while it is loading. */
export function labelRows(layers: readonly MemoryLayer[], extent: Extent): readonly LayerLabel[] {
  return layers.flatMap((layer) => {
    const label = labelOf(layer, extent);
    return label === undefined ? [] : [label];
  });
}

function labelOf({ stay, steps }: MemoryLayer, extent: Extent): LayerLabel | undefined {
  const loaded = stay?.loadedAt ?? -Infinity;
  const spans = steps.map(({ low, high, at }, i) => {
    const from = Math.max(at, loaded);
    return { low, high, at: from, to: Math.max(from, steps[i + 1]?.at ?? at) };
  });
  const roomy = spans.filter(({ low, high }) => extent.height(high - low) >= LINE);
  const widest = roomy.toSorted((a, b) => b.to - b.at - (a.to - a.at))[0];
  if (widest === undefined) return undefined;
  const room = Math.floor((extent.width(widest.to - widest.at) - 8) / CHARACTER);
  const name = stay?.key ?? "not returned";
  if (room < Math.min(SHORTEST, name.length)) return undefined;
  const text = shortened(name, Math.min(room, LONGEST));
  return { at: (widest.at + widest.to) / 2, level: (widest.low + widest.high) / 2, text };
}
