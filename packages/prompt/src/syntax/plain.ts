import type { PromptNode, WeightedPrompt } from "./prompt-tree.ts";

/** Reads a prompt that has no syntax: every word counts as it is written. */
export function parsePlain(source: string): WeightedPrompt {
  const span = { start: 0, end: source.length };
  const children = readWords(source);
  return {
    source,
    syntax: "plain",
    body: { kind: "and", parts: [{ weight: 1, children, span }] },
    diagnostics: [],
  };
}

function readWords(source: string): readonly PromptNode[] {
  return Array.from(source.matchAll(/\S+/g), (match) => ({
    kind: "word",
    text: match[0],
    span: { start: match.index, end: match.index + match[0].length },
    joined: false,
  }));
}
