import type { Span } from "@spillway/core";
import type { PromptNode, PromptPart, WeightedPrompt } from "./prompt-tree.ts";

/** A word and where it stands. */
export interface PlacedWord {
  readonly text: string;
  readonly span: Span;
}

/** Words next to each other that have the same weight. */
export interface Fragment {
  readonly weight: number;
  readonly words: readonly PlacedWord[];
}

/** What is encoded by itself, in blocks of its own. */
export interface FlatPart {
  readonly weight: number;
  readonly fragments: readonly Fragment[];
}

/** A prompt without nesting. A break parts a prompt as `.and()` does. */
export interface FlatPrompt {
  readonly source: string;
  readonly kind: "and" | "blend";
  readonly normalize: boolean;
  readonly parts: readonly FlatPart[];
}

/** Multiplies nested weights, joins neighbours of equal weight and splits at breaks. */
export function flattenPrompt({ source, body }: WeightedPrompt): FlatPrompt {
  const normalize = body.kind === "blend" && body.normalize;
  return { source, kind: body.kind, normalize, parts: body.parts.flatMap(flattenPart) };
}

function flattenPart({ weight, children }: PromptPart): readonly FlatPart[] {
  const collector = new FragmentCollector();
  collector.collect(children, 1);
  return collector.segments.map((fragments) => ({ weight, fragments }));
}

interface OpenFragment {
  readonly weight: number;
  readonly words: PlacedWord[];
}

class FragmentCollector {
  readonly segments: [OpenFragment[], ...OpenFragment[][]] = [[]];

  collect(nodes: readonly PromptNode[], scale: number): void {
    for (const node of nodes) {
      switch (node.kind) {
        case "word":
          this.#add(node, node.joined, scale);
          break;
        case "group":
          this.collect(node.children, scale * node.weight);
          break;
        case "swap":
          this.collect(node.original, scale);
          break;
        case "break":
          this.segments.push([]);
          break;
        case "lora":
          break;
      }
    }
  }

  #add({ text, span }: PlacedWord, joined: boolean, weight: number): void {
    const fragments = this.segments.at(-1) ?? this.segments[0];
    const last = fragments.at(-1);
    if (last?.weight !== weight) {
      fragments.push({ weight, words: [{ text, span }] });
      return;
    }
    const before = last.words.at(-1);
    if (!joined || before === undefined) last.words.push({ text, span });
    else last.words[last.words.length - 1] = merged(before, { text, span });
  }
}

function merged(first: PlacedWord, second: PlacedWord): PlacedWord {
  const span = { start: first.span.start, end: second.span.end };
  return { text: first.text + second.text, span };
}

/** The text of a fragment as it is tokenized. */
export function fragmentText({ words }: Fragment): string {
  return words.map(({ text }) => text).join(" ");
}

/** The text of a flat prompt without any syntax. */
export function plainText({ parts }: FlatPrompt): string {
  const fragments = parts.flatMap((part) => part.fragments);
  return fragments.map(fragmentText).join(" ");
}
