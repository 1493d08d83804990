import type { Span } from "@spillway/core";
import type { FlatPrompt, Fragment } from "./fragments.ts";
import { flattenPrompt } from "./fragments.ts";
import { parsePrompt } from "./parse.ts";
import { printCompel } from "./print-compel.ts";
import { printSdwui } from "./print-sdwui.ts";
import type { SyntaxName } from "./prompt-tree.ts";

/** A prompt in another syntax, or why that syntax cannot say it. */
export type Printed =
  | { readonly kind: "exact"; readonly text: string }
  | { readonly kind: "inexpressible"; readonly problem: string; readonly span: Span | undefined };

/** Writes a prompt in a syntax so that it reads back with the same words and, to the last bit, the same weights. */
export function printPrompt(prompt: FlatPrompt, syntax: SyntaxName): Printed {
  switch (syntax) {
    case "compel":
      return { kind: "exact", text: printCompel(prompt) };
    case "sdwui":
      return inexpressibleInSdwui(prompt) ?? { kind: "exact", text: printSdwui(prompt) };
    case "plain":
      return inexpressibleInPlain(prompt) ?? { kind: "exact", text: printPlain(prompt) };
  }
}

/** Reads a prompt in one syntax and writes it in another. @throws PromptSyntaxError */
export function translatePrompt(source: string, from: SyntaxName, to: SyntaxName): Printed {
  return printPrompt(flattenPrompt(parsePrompt(source, from)), to);
}

function inexpressibleInSdwui({ kind, parts }: FlatPrompt): Printed | undefined {
  if (kind === "blend") return refuse("sdwui has no blends");
  const weighted = parts.find(({ weight }) => weight !== 1);
  if (weighted === undefined) return undefined;
  const problem = `sdwui has no weight of a whole part, and this one has ${weighted.weight}`;
  return refuse(problem, spanOf(weighted.fragments));
}

function inexpressibleInPlain(prompt: FlatPrompt): Printed | undefined {
  const first = inexpressibleInSdwui(prompt);
  if (first !== undefined) return first;
  if (prompt.parts.length > 1) return refuse("plain text has no parts");
  const weighted = prompt.parts
    .flatMap((part) => part.fragments)
    .find(({ weight }) => weight !== 1);
  if (weighted === undefined) return undefined;
  return refuse(`plain text has no weights, and this has ${weighted.weight}`, spanOf([weighted]));
}

function printPlain({ parts }: FlatPrompt): string {
  const fragments = parts.flatMap((part) => part.fragments);
  return fragments.flatMap(({ words }) => words.map(({ text }) => text)).join(" ");
}

function refuse(problem: string, span?: Span): Printed {
  return { kind: "inexpressible", problem, span };
}

function spanOf(fragments: readonly Fragment[]): Span | undefined {
  const words = fragments.flatMap((fragment) => fragment.words);
  const [first, last] = [words.at(0), words.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { start: first.span.start, end: last.span.end };
}
