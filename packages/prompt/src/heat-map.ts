import type { Span } from "@spillway/core";
import type { TokenReport } from "./weighter.ts";

/** A stretch of a prompt, with the weight of its tokens; undefined for what is syntax or white space. */
export interface HeatStretch {
  readonly text: string;
  readonly weight: number | undefined;
  readonly tokens: readonly string[];
}

/** The whole text of a prompt in stretches, as one encoder saw it. */
export function heatStretches({ source, blocks }: TokenReport): readonly HeatStretch[] {
  const stretches: HeatStretch[] = [];
  let reached = 0;
  for (const { span, weight, tokens } of wordsOf(blocks.flat())) {
    if (span.start < reached) continue;
    if (span.start > reached) stretches.push(syntax(source.slice(reached, span.start)));
    stretches.push({ text: source.slice(span.start, span.end), weight, tokens });
    reached = span.end;
  }
  if (reached < source.length) stretches.push(syntax(source.slice(reached)));
  return stretches;
}

/** A fragment of HTML: the prompt with each word on the colour of its weight, for a page that brings no style of its own. */
export function heatMapHtml(report: TokenReport): string {
  const words = heatStretches(report).map(stretchHtml).join("");
  const title = `${report.role}, ${report.encoder}`;
  return `<figure class="heat-map"><figcaption>${escapeHtml(title)}</figcaption><p style="white-space:pre-wrap">${words}</p></figure>`;
}

/** Red above 1, blue below: the further, the stronger, up to factors of 2 and 1/2. Undefined at 1. */
export function heatColour(weight: number): string | undefined {
  if (weight === 1) return undefined;
  const distance = weight > 0 ? Math.min(1, Math.abs(Math.log2(weight))) : 1;
  const share = Math.round(100 * (0.15 + 0.6 * distance)) / 100;
  return weight > 1 ? `rgba(214,69,65,${share})` : `rgba(52,120,200,${share})`;
}

interface Word {
  readonly span: Span;
  readonly weight: number;
  readonly tokens: readonly string[];
}

/** Tokens of the same word together, in the order of the text. */
function wordsOf(tokens: TokenReport["blocks"][number]): readonly Word[] {
  const byStart = new Map<number, Word>();
  for (const { span, weight, text } of tokens) {
    const word = byStart.get(span.start);
    byStart.set(span.start, { span, weight, tokens: [...(word?.tokens ?? []), text] });
  }
  return [...byStart.values()].toSorted((a, b) => a.span.start - b.span.start);
}

function syntax(text: string): HeatStretch {
  return { text, weight: undefined, tokens: [] };
}

function stretchHtml({ text, weight, tokens }: HeatStretch): string {
  if (weight === undefined) return `<span style="opacity:0.65">${escapeHtml(text)}</span>`;
  const colour = heatColour(weight);
  const style = colour === undefined ? "" : ` style="background:${colour}"`;
  const title = `weight ${weight}: ${tokens.join(" ")}`;
  return `<span title="${escapeHtml(title)}"${style}>${escapeHtml(text)}</span>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
