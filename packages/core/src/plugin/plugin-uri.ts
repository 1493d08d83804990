import type { Span } from "../text-span.ts";
import { PluginUriError } from "./plugin-errors.ts";
import { closingQuote, isQuote } from "./quoted-text.ts";

/** One `name=value` of a plugin URI, as written. */
export interface PluginUriArgument {
  readonly name: string;
  /** The text of the value without the spaces around it; quotes and escapes are still there. */
  readonly value: string;
  /** Whether one pair of quotes encloses the whole value. */
  readonly quoted: boolean;
  /** The quoted pieces of the value, in order. */
  readonly quotes: readonly Span[];
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

/** A plugin URI taken apart, before anything is known of the plugin. */
export interface PluginUri {
  readonly source: string;
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly PluginUriArgument[];
}

interface Segment extends Span {
  readonly quotes: readonly Span[];
}

/**
 * Takes `name;argument=value;…` apart. A `;` inside single or double quotes separates nothing; spaces around names
 * and values are dropped.
 * @throws PluginUriError
 */
export function parsePluginUri(source: string): PluginUri {
  const [head = { start: 0, end: 0 }, ...rest] = segments(source);
  const nameSpan = trimmed(source, head);
  const name = textOf(source, nameSpan);
  if (name === "") {
    throw new PluginUriError("a plugin URI starts with the name of a plugin", {
      source,
      span: nameSpan,
    });
  }
  return {
    source,
    name,
    nameSpan,
    arguments: rest.map((part) => parseArgument(source, name, part)),
  };
}

/** Cuts at every `;` outside quotes. O(length). */
function segments(source: string): readonly Segment[] {
  const found: Segment[] = [];
  let start = 0;
  let quotes: Span[] = [];
  for (let at = 0; at <= source.length; at++) {
    if (isQuote(source[at])) {
      const quote = quotedPiece(source, at);
      quotes.push(quote);
      at = quote.end - 1;
    } else if (source[at] === ";" || at === source.length) {
      found.push({ start, end: at, quotes });
      start = at + 1;
      quotes = [];
    }
  }
  return found;
}

function quotedPiece(source: string, open: number): Span {
  const close = closingQuote(source, open);
  if (close !== undefined) return { start: open, end: close + 1 };
  const quote = source[open] ?? "";
  throw new PluginUriError(
    `this quote is never closed; add ${quote}, or put the whole value in quotes of the other kind`,
    { source, span: { start: open, end: open + 1 } },
  );
}

function parseArgument(source: string, plugin: string, segment: Segment): PluginUriArgument {
  const span = trimmed(source, segment);
  const written = textOf(source, span);
  const fail = (problem: string, blamed: Span): PluginUriError =>
    new PluginUriError(`plugin \`${plugin}\`: ${problem}`, { source, span: blamed });

  if (written === "") {
    const separator = { start: segment.start - 1, end: segment.start };
    throw fail("nothing follows this `;`; write argument=value after it, or drop it", separator);
  }
  const equals = written.indexOf("=");
  if (equals === -1)
    throw fail(`argument \`${written}\` has no value; write ${written}=value`, span);

  const nameSpan = trimmed(source, { start: span.start, end: span.start + equals });
  const name = textOf(source, nameSpan);
  if (name === "") throw fail("the name of an argument is missing before this `=`", nameSpan);

  const valueSpan = trimmed(source, { start: span.start + equals + 1, end: span.end });
  const value = textOf(source, valueSpan);
  if (value === "") throw fail(`the value of argument \`${name}\` is missing`, span);

  const quotes = segment.quotes.filter((quote) => quote.start >= valueSpan.start);
  const quoted = quotes[0]?.start === valueSpan.start && quotes[0].end === valueSpan.end;
  return { name, value, quoted, quotes, span, nameSpan, valueSpan };
}

/** The part of `span` without the white space at its ends; empty at its end when there is nothing else. */
function trimmed(source: string, span: Span): Span {
  const text = textOf(source, span);
  const start = span.start + text.length - text.trimStart().length;
  return { start, end: start + text.trim().length };
}

function textOf(source: string, span: Span): string {
  return source.slice(span.start, span.end);
}
